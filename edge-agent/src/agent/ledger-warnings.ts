import type { SeamReason } from '@nightjar/shared/records/lineage.ts'

/** What there is to say of the chains, as it is now. */
export interface ChainsReport {
  /** Cameras of which the control plane takes no records, with its reason. */
  readonly held: ReadonlyMap<string, string>
  /** Cameras whose ledger was begun anew, and why, until all is accounted for again. */
  readonly begun: readonly SeamReason[]
  /** The control plane is older than lineages. */
  readonly isTooOld: boolean
  readonly takingIn: { readonly done: number; readonly total: number } | null
}

const reasons: Readonly<Record<SeamReason, string>> = {
  'index-damaged': 'after its index was lost',
  refused: 'because an administrator said so',
  'set-back': 'because the disk or the control plane was set back to an older state',
}
/** The message's bound of one sentence. */
const longest = 300

export function ledgerWarnings({ held, begun, isTooOld, takingIn }: ChainsReport): string[] {
  const [reason] = held.values()
  const sentences = (Object.keys(reasons) as SeamReason[]).flatMap(why => {
    const cameras = begun.filter(each => each === why).length
    return cameras === 0 ? [] : [`The ledger of ${count(cameras)} was begun anew ${reasons[why]}; nothing is deleted.`]
  })
  if (begun.length > 0 && isTooOld)
    sentences.push('The control plane is too old to go on with a ledger that was begun anew; update it.')
  if (takingIn) {
    const [done, total] = [takingIn.done, takingIn.total].map(each => each.toLocaleString('en-US'))
    sentences.push(`Taking in recordings found on the disk: ${done} of ${total}.`)
  }
  if (reason !== undefined)
    sentences.push(`Records of ${count(held.size)} wait here, recording goes on: ${reason}`.slice(0, longest))
  return sentences
}

const count = (cameras: number): string => (cameras === 1 ? '1 camera' : `${cameras} cameras`)
