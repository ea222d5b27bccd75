import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import type { ChainPlace, LineageStatement, UnsignedLineageStatement } from '@nightjar/shared/records/lineage.ts'
import type { ChainsApi } from '../api/chains-api.ts'
import type { LocalChain, LocalLineage } from '../media/local-chain.ts'
import type { Log } from '../platform/log.ts'
import { judgeChain, type Verdict } from './judge-chain.ts'
import type { LineageStore } from './lineage-store.ts'

export interface SettleDeps {
  readonly store: LineageStore
  readonly api: Pick<ChainsApi, 'beginLineage' | 'segments'>
  readonly owner: { readonly organisationId: string; readonly agentId: string }
  /** By the agent's key. */
  readonly sign: (unsigned: UnsignedLineageStatement) => LineageStatement
  readonly log: Log
}

export type Settled = { readonly kind: 'open' } | { readonly kind: 'held'; readonly reason: string }

const frozen = 'An administrator has to look at the ledger of this camera.'
const open: Settled = { kind: 'open' }

/**
 * Brings a camera's chain to where records can be sent again, or says why not. Each step is durable before the next,
 * and safe to be done again: after a crash it goes on from what both sides say then.
 *
 * @param ours as it was before the control plane was asked; null where the camera has no ledger here.
 * @throws AppError where the control plane cannot be reached, or its head moved meanwhile.
 */
export async function settleChain(deps: SettleDeps, theirs: OwnChain, ours: LocalChain | null): Promise<Settled> {
  const { store, log } = deps
  const { cameraId } = theirs
  const local = ours ?? (await adopted(deps, theirs))
  if (!local) return theirs.state === 'frozen' ? held(theirs) : open
  const verdict = judgeChain({ ours: local, theirs, hashAt: sequence => store.hashAt(cameraId, sequence) })
  if (verdict.kind === 'held') return held(theirs)
  if (verdict.kind !== 'goes-on') log.warn({ cameraId, verdict, head: theirs.head }, 'the ledger of a camera is mended')
  const rest = carryOut(deps, theirs, local, verdict)
  if (rest === 'state') await state(deps, theirs)
  if (rest === 'state-again') await stateAgain(deps, local)
  return open
}

const held = ({ reason }: OwnChain): Settled => ({ kind: 'held', reason: reason ?? frozen })

/**
 * A camera that is not configured, and that this index does not know although one did: its files were found, or the
 * control plane says that there are some. What is theirs is asked for, and nothing claimed anew.
 */
async function adopted({ store, api }: SettleDeps, theirs: OwnChain): Promise<LocalChain | null> {
  const { cameraId, state: chain, head, accountedToMs } = theirs
  if (chain === 'frozen') return null
  const isSaid = async () => head !== null && ((await api.segments(cameraId, null)) ?? []).length > 0
  if (!store.camerasWithFound().includes(cameraId) && !(await isSaid())) return null
  store.beginLineage(cameraId, { why: 'index-damaged', ...(accountedToMs === null ? {} : { beginMs: accountedToMs }) })
  return store.localChain(cameraId)
}

/** What is left to be said to the control plane. */
function carryOut(
  { store }: SettleDeps,
  { cameraId }: OwnChain,
  local: LocalChain,
  verdict: Verdict,
): 'state' | 'state-again' | null {
  if (verdict.kind === 'begin') store.beginLineage(cameraId, { why: verdict.why })
  else if (verdict.kind === 'resend') {
    if (store.resendFrom(cameraId, verdict.from)) return null
    store.beginLineage(cameraId, { why: 'set-back' })
  } else if (verdict.kind === 'state-again') {
    if (local.unsent === 0 || store.resendFrom(cameraId, 0)) return 'state-again'
    store.beginLineage(cameraId, { why: 'set-back' })
  } else if (verdict.kind !== 'state') return null
  return 'state'
}

/** Posts the statement of the lineage that has begun. */
async function state(deps: SettleDeps, { cameraId, state: chain, head, accountedToMs }: OwnChain): Promise<void> {
  const { store, api } = deps
  const begun = store.localChain(cameraId)!.lineage!
  // Its answer was lost, and records of it have even come.
  if (head?.lineageId === begun.lineageId) return store.lineageTaken(begun.lineageId)
  const statement = statementOf(deps, cameraId, begun, head)
  store.keepStatement(statement, accountedToMs)
  if (!(await api.beginLineage(statement))) {
    // It was said meanwhile that the records are to be sent again after all; they are not in order any more.
    if (chain === 'open' && begun.why === 'refused') store.beginLineage(cameraId, { why: 'set-back' })
    throw new AppError('resource.conflict', { detail: `the head of ${cameraId} has moved` })
  }
  store.lineageTaken(begun.lineageId)
  deps.log.warn({ cameraId, lineageId: begun.lineageId, why: begun.why }, 'a lineage of the ledger was begun')
}

/** Our records wait for it already; it is signed as it was. */
async function stateAgain({ api }: SettleDeps, { cameraId, lineage }: LocalChain): Promise<void> {
  if (!lineage?.statement || !(await api.beginLineage(lineage.statement)))
    throw new AppError('resource.conflict', { detail: `the head of ${cameraId} has moved` })
}

function statementOf(
  { owner, sign }: SettleDeps,
  cameraId: string,
  { lineageId, why, begunAtMs, statement }: LocalLineage,
  follows: ChainPlace,
): LineageStatement {
  const { organisationId, agentId } = owner
  const unsigned = { kind: 'lineage', lineageId, organisationId, cameraId, agentId, follows, why, begunAtMs } as const
  // The same again where its answer was lost.
  const isSame = statement?.follows?.hash === follows?.hash && statement?.follows?.lineageId === follows?.lineageId
  return statement && isSame ? statement : sign(unsigned)
}
