import { idSchema, signatureSchema } from '@nightjar/shared/domain/ids.ts'
import { type ChainRecord, chainRecordSchema, signedBytes } from '@nightjar/shared/records/chain.ts'
import { z } from 'zod'
import { verifyBytes } from '../../keys/ed25519.ts'

const recordsMax = 20

/** The head of a batch, whatever its records are. */
export const arrivedBatchSchema = z.object({ id: idSchema, cameraId: idSchema, records: z.unknown() })
/** As an agent sent it. */
export type ArrivedBatch = z.infer<typeof arrivedBatchSchema>

/** Records as they came, and what they are, or why they are none. */
export type ReadBatch =
  | { readonly ok: true; readonly records: readonly ChainRecord[] }
  | {
      readonly ok: false
      /** Public sentence that names the field and nothing of what it holds: that may be anything. */
      readonly reason: string
      /** Each record may be right; nobody has signed how they were put together. */
      readonly assembled: boolean
      /** It may be right for a younger release: a field, a kind or another word that this one does not know. */
      readonly unknown: boolean
    }

const listSchema = z.array(z.unknown()).min(1).max(recordsMax)

/** The second step of reading a batch: its head was read before, so that whose it is can be said of a broken one too. */
export function readBatch(arrived: unknown): ReadBatch {
  const list = listSchema.safeParse(arrived)
  if (!list.success)
    return { ok: false, reason: `The records are no list of 1 to ${recordsMax}.`, assembled: true, unknown: false }
  const records: ChainRecord[] = []
  for (const [index, one] of list.data.entries()) {
    const parsed = chainRecordSchema.safeParse(one)
    if (!parsed.success)
      return { ok: false, reason: faultOf(index, parsed.error), assembled: false, unknown: isUnknown(parsed.error) }
    // What was signed holds them too: without them its hash is another.
    if (Object.keys(one as object).length > Object.keys(parsed.data).length)
      return {
        ok: false,
        reason: `Record ${index + 1} has fields that no record has.`,
        assembled: false,
        unknown: true,
      }
    records.push(parsed.data)
  }
  return { ok: true, records }
}

/** Whether nothing is wrong but words of a list (a kind, a state, a codec) that may have grown since. */
const isUnknown = ({ issues }: z.ZodError): boolean =>
  issues.every(({ code }) => code === 'invalid_value' || code === 'invalid_union')

/** Only names that our schemas have: whatever an agent calls its fields stays out of logs and pages. */
function faultOf(index: number, { issues }: z.ZodError): string {
  const path = issues[0]?.path.filter(part => typeof part === 'number' || /^[A-Za-z]{1,20}$/.test(String(part))) ?? []
  return `Record ${index + 1} does not have its form${path.length > 0 ? ` (${path.slice(0, 3).join('.')})` : ''}.`
}

/** Whether every one of what came as records says that it is of this agent and camera, and is signed by its key. */
export function isSignedWord(
  arrived: unknown,
  owner: { readonly publicKey: string; readonly agentId: string; readonly cameraId: string },
): boolean {
  return Array.isArray(arrived) && arrived.length > 0 && arrived.slice(0, recordsMax).every(one => isSigned(one, owner))
}

const signedSchema = z.object({ agentId: z.string(), cameraId: z.string(), signature: signatureSchema })

function isSigned(one: unknown, owner: { publicKey: string; agentId: string; cameraId: string }): boolean {
  const signed = signedSchema.safeParse(one)
  if (!signed.success || signed.data.agentId !== owner.agentId || signed.data.cameraId !== owner.cameraId) return false
  try {
    // Over what came, with every member of it: what a schema leaves out could be added by anybody.
    return verifyBytes(owner.publicKey, signedBytes(one as object), signed.data.signature)
  } catch {
    // What has no canonical form (e.g. a number beyond all bounds) cannot have been signed.
    return false
  }
}
