import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import type { Context } from '../../context/context.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { insertRecords } from './insert-records.ts'
import { hashesInChain, loadChainOwner, lockChainHead, moveChainHead } from './load-chain.ts'
import { verifyRecords } from './verify-records.ts'

/**
 * What became of a batch. `applied` and `known` are to be acknowledged; `gap` is not, so that the agent sends what is
 * missing first; `rejected` says, in a public sentence, why the batch can never be applied.
 */
export type Applied = 'applied' | 'known' | 'gap' | { readonly rejected: string }

/** Adds an agent's signed records to its camera's chain: all of them or none, and each once however often it comes. */
export async function applyRecords(context: Context, payload: PayloadOf<typeof recordsAppended>): Promise<Applied> {
  const agent = authorizeAgent(context)
  return transaction(context, async tx => {
    const owner = await loadChainOwner(tx, agent, payload.cameraId)
    if (owner === null) return { rejected: 'The camera is not one of this agent.' }
    const head = await lockChainHead(tx, owner, context.clock.wallMs())
    const known = await hashesInChain(tx, payload.records, owner.cameraId, head)
    const verdict = verifyRecords(payload.records, owner, head, known)
    if (verdict.kind === 'rejected') return { rejected: verdict.reason }
    if (verdict.kind !== 'continues') return verdict.kind
    const nowMs = context.clock.wallMs()
    if (!(await insertRecords(tx, verdict.fresh, owner, nowMs))) return { rejected: 'A segment id is used twice.' }
    await moveChainHead(tx, owner.cameraId, verdict.head, nowMs)
    return 'applied'
  })
}
