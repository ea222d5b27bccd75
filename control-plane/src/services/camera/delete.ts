import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { notify } from '../../db/notify.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { transaction } from '../../db/transaction.ts'
import { channels } from '../channels.ts'
import { publishConfig } from '../config/publish-config.ts'
import { cameraActions } from './audit-actions.ts'
import { cameraFor } from './camera-for.ts'

/**
 * Takes a camera out: its agent stops it and nobody sees it any more. Manifests, ledger and archived objects stay until
 * their retention ends; they are evidence, and a deletion must not be a way to destroy it.
 */
export async function deleteCamera(context: Context, cameraId: string): Promise<void> {
  await transaction(context, async tx => {
    const camera = await cameraFor(tx, context, 'camera.manage', cameraId)
    const deleted = await tx
      .update(cameras)
      // The sealed password has no more use.
      .set({ deletedAtMs: context.clock.wallMs(), version: camera.version + 1, credentials: null })
      .where(and(eq(cameras.id, camera.id), isNull(cameras.deletedAtMs)))
      .returning({ id: cameras.id })
    if (deleted.length === 0) throw new AppError('resource.not-found')
    await publishConfig(tx, context, camera.agentId)
    await notify(tx, channels.rightsChanged, cameraId)
    await writeAudit(tx, context, {
      action: cameraActions.deleted,
      subject: { kind: 'camera', id: cameraId },
      facts: { name: camera.name },
    })
  })
}
