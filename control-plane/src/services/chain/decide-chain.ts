import type { Chain } from '@nightjar/shared/api/chain.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { transaction } from '../../db/transaction.ts'
import { cameraFor } from '../camera/camera-for.ts'
import { lockChain } from '../recording/load-chain.ts'
import { chainActions } from './audit-actions.ts'
import { describeChain } from './get-chain.ts'

/**
 * "Let it send again": what was refused was refused in error, or its reason is gone. The agent sends the same records
 * again; where they are refused again, the chain freezes again. Twice is once.
 */
export async function resumeChain(context: Context, cameraId: unknown): Promise<Chain> {
  const id = parse(idSchema, cameraId)
  const camera = await transaction(context, async tx => {
    const found = await cameraFor(tx, context, 'camera.manage', id)
    const { state } = await lockChain(tx, { ...found, cameraId: id, isRemoved: false }, context.clock.wallMs())
    if (state === 'open') return found
    const open = { state: 'open' as const, reason: null, stateSinceMs: null }
    await tx.update(chainHeads).set(open).where(eq(chainHeads.cameraId, id))
    await writeAudit(tx, context, { action: chainActions.resumed, subject: { kind: 'camera', id } })
    return found
  })
  return describeChain(context, camera)
}

/**
 * "Begin anew": the agent sets aside what was refused and what it has not sent, and begins a new lineage behind the
 * head; it accounts for the time again from its files. Twice is once.
 * @throws AppError `resource.conflict` where the chain is not frozen.
 */
export async function renewChain(context: Context, cameraId: unknown): Promise<Chain> {
  const id = parse(idSchema, cameraId)
  const camera = await transaction(context, async tx => {
    const found = await cameraFor(tx, context, 'camera.manage', id)
    const { state } = await lockChain(tx, { ...found, cameraId: id, isRemoved: false }, context.clock.wallMs())
    if (state === 'begin-anew') return found
    if (state === 'open')
      throw new AppError('resource.conflict', { message: 'The records of this camera are taken: nothing is frozen.' })
    await tx.update(chainHeads).set({ state: 'begin-anew' }).where(eq(chainHeads.cameraId, id))
    await writeAudit(tx, context, { action: chainActions.renewed, subject: { kind: 'camera', id } })
    return found
  })
  return describeChain(context, camera)
}
