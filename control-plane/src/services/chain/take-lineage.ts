import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { lineageRequestSchema, type OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import { chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import type { LineageStatement } from '@nightjar/shared/records/lineage.ts'
import { and, eq, gt } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Tx } from '../../db/client.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { transaction } from '../../db/transaction.ts'
import { verifyBytes } from '../../keys/ed25519.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { type LockedChain, loadChainOwner, lockChain, type OwnedChain } from '../recording/load-chain.ts'
import { chainActions } from './audit-actions.ts'
import { isPowerOfTwo } from './is-power-of-two.ts'
import { placeOf } from './own-chains.ts'
import { placedAtMs } from './seam-columns.ts'

/** More begin anew of one camera and hour only where something is broken or somebody plays. */
const seamsMax = 10
const hourMs = 3_600_000

/**
 * Takes an agent's signed word that a camera's chain begins anew behind its head: evidence, and the only way in which a
 * chain goes on that its agent cannot continue. The same statement twice is taken once.
 * @returns the state that the chain has now: where the statement comes again, it may have been frozen since.
 * @throws AppError `resource.not-found` (no camera of this agent), `resource.conflict` (`follows` is not the head, or the
 *   chain is frozen: ask again), `input.invalid` (of somebody else, or a wrong signature), `auth.rate-limited`.
 */
export async function takeLineage(
  context: Context,
  cameraId: unknown,
  body: unknown,
): Promise<Pick<OwnChain, 'cameraId' | 'state'>> {
  const agent = authorizeAgent(context)
  const id = parse(idSchema, cameraId)
  const statement = parse(lineageRequestSchema, body)
  return transaction(context, async tx => {
    const owner = await loadChainOwner(tx, agent, id)
    if (owner === null) throw new AppError('resource.not-found')
    assertOwnWord(statement, owner)
    const nowMs = context.clock.wallMs()
    const chain = await lockChain(tx, owner, nowMs)
    if (await isTaken(tx, statement)) return { cameraId: id, state: chain.state }
    await assertFollows(tx, statement, chain)
    await limitSeams(tx, id, nowMs)
    const { lineageId } = statement
    const begunAtMs = placedAtMs(statement.begunAtMs, { addedAtMs: owner.addedAtMs, takenAtMs: nowMs })
    const ordinal = chain.lineage + 1
    const { organisationId, agentId } = owner
    const seam = { lineageId, organisationId, cameraId: id, agentId, ordinal, begunAtMs, takenAtMs: nowMs, statement }
    await tx.insert(chainSeams).values(seam)
    const begin = { lineage: ordinal, lineageId, sequence: -1, hash: chainStart, updatedAtMs: nowMs }
    const open = { state: 'open' as const, reason: null, stateSinceMs: null, heldReason: null, heldSinceMs: null }
    await tx
      .update(chainHeads)
      .set({ ...begin, ...open })
      .where(eq(chainHeads.cameraId, id))
    // Nobody decides about a removed camera: each time the number has doubled, as of what was refused.
    if (!owner.isRemoved || isPowerOfTwo(ordinal))
      await writeAudit(tx, context, {
        action: chainActions.seamed,
        subject: { kind: 'camera', id },
        facts: { lineageId, why: statement.why, ordinal },
      })
    return { cameraId: id, state: open.state }
  })
}

function assertOwnWord(statement: LineageStatement, owner: OwnedChain): void {
  const wrong = (['organisationId', 'cameraId', 'agentId'] as const).find(name => statement[name] !== owner[name])
  if (wrong) throw invalid(`/${wrong}`, 'is another one')
  if (!verifyBytes(owner.publicKey, signedBytes(statement), statement.signature))
    throw invalid('/signature', 'is not of this agent over this statement')
}

const invalid = (pointer: string, detail: string) => new AppError('input.invalid', { fields: [{ pointer, detail }] })

/** Whether it was taken before. @throws AppError `resource.conflict` where its id is of another statement. */
async function isTaken(tx: Tx, { lineageId, signature }: LineageStatement): Promise<boolean> {
  const [taken] = await tx.select().from(chainSeams).where(eq(chainSeams.lineageId, lineageId))
  if (taken === undefined) return false
  // Ed25519 is deterministic (RFC 8032 5.1.6): the same statement by the same key has the same signature.
  if (taken.statement.signature !== signature)
    throw new AppError('resource.conflict', { message: 'Another lineage has this id. Make a new one.' })
  return true
}

async function assertFollows(tx: Tx, { follows, why }: LineageStatement, chain: LockedChain): Promise<void> {
  if (chain.state === 'frozen')
    throw new AppError('resource.conflict', { message: 'The chain is frozen until an administrator has looked.' })
  if (chain.state === 'open' && why === 'refused')
    throw new AppError('resource.conflict', { message: 'Nothing was refused: send the records.' })
  const [seam] =
    chain.lineageId === null ? [] : await tx.select().from(chainSeams).where(eq(chainSeams.lineageId, chain.lineageId))
  const head = chain.head === null ? { sequence: -1, hash: chainStart } : chain.head
  const place = placeOf({ ...head, lineageId: chain.lineageId }, seam ?? null)
  const isHead =
    follows?.hash === place?.hash && follows?.sequence === place?.sequence && follows?.lineageId === place?.lineageId
  if (!isHead)
    throw new AppError('resource.conflict', { message: 'The chain has another head: ask for the chains again.' })
}

/** @throws AppError `auth.rate-limited` */
async function limitSeams(tx: Tx, cameraId: string, nowMs: number): Promise<void> {
  const recent = await tx.$count(
    chainSeams,
    and(eq(chainSeams.cameraId, cameraId), gt(chainSeams.takenAtMs, nowMs - hourMs)),
  )
  if (recent >= seamsMax) throw new AppError('auth.rate-limited', { retryAfterSeconds: hourMs / 1000 })
}
