import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { notify } from '../../db/notify.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { transaction } from '../../db/transaction.ts'
import { channels } from '../channels.ts'
import { forgetConfigs } from '../config/forget-configs.ts'
import { publishConfig } from '../config/publish-config.ts'
import { cameraActions } from './audit-actions.ts'
import { cameraFor } from './camera-for.ts'
import { forgetAddresses } from './forget-addresses.ts'

/**
 * Takes a camera out: its agent stops it and nobody sees it any more, and its addresses and sealed password are
 * forgotten wherever they are stored. Manifests, ledger and archived objects stay until their retention ends; they are
 * evidence, and a deletion must not be a way to destroy it. The audit log keeps the host that it was entered with.
 */
export async function deleteCamera(context: Context, cameraId: string): Promise<void> {
  await transaction(context, async tx => {
    const camera = await cameraFor(tx, context, 'camera.manage', cameraId)
    const deleted = await tx
      .update(cameras)
      .set({ deletedAtMs: context.clock.wallMs(), version: camera.version + 1, credentials: null })
      .where(and(eq(cameras.id, camera.id), isNull(cameras.deletedAtMs)))
      .returning({ id: cameras.id })
    if (deleted.length === 0) throw new AppError('resource.not-found')
    await forgetAddresses(tx, camera)
    await publishConfig(tx, context, camera.agentId)
    await forgetConfigs(tx, camera)
    await notify(tx, channels.rightsChanged, cameraId)
    await writeAudit(tx, context, {
      action: cameraActions.deleted,
      subject: { kind: 'camera', id: cameraId },
      facts: { name: camera.name },
    })
  })
}
