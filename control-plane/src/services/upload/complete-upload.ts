import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { and, eq, isNull } from 'drizzle-orm'
import type { ArchiveStore } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { agents } from '../../db/schema/agents.ts'
import { archiveObjects } from '../../db/schema/archive-objects.ts'
import { uploadGrants } from '../../db/schema/upload-grants.ts'
import { transaction } from '../../db/transaction.ts'
import { signReceipt } from '../../keys/sign-receipt.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { loadUpload, type Upload } from './load-upload.ts'
import { storedReceipt } from './stored-receipt.ts'

/**
 * Looks at what lies under the segment's key and, when it is exactly the manifest's bytes, gives the receipt on which
 * the agent may one day delete its own copy. A revoked agent gets none. Wrong bytes are removed, or no later upload could take their place.
 */
export async function completeUpload(context: Context, archive: ArchiveStore, segmentId: unknown): Promise<Receipt> {
  const agent = authorizeAgent(context)
  const upload = await loadUpload(context.db, agent, parse(idSchema, segmentId))
  if (upload.receipt !== null) return storedReceipt(context, upload.receipt)
  const { mediaHash: sha256, byteLength } = upload.manifest
  const found = await archive.verify(upload.objectKey, { sha256, byteLength })
  if (found === 'different') {
    await archive.remove([upload.objectKey])
    context.log.warn({ agentId: agent.id, objectKey: upload.objectKey }, 'an uploaded object had other bytes; removed')
  }
  if (found !== 'verified')
    throw new AppError('resource.conflict', { message: 'The bytes are not in the archive; upload them again.' })
  return storeReceipt(context, upload)
}

/** Two requests at once end with one receipt, the first. */
async function storeReceipt(context: Context, upload: Upload): Promise<Receipt> {
  const { segmentId, agentId, cameraId, mediaHash, byteLength } = upload.manifest
  const { organisationId } = context.actor
  const { objectKey } = upload
  const storedAtMs = context.clock.wallMs()
  return transaction(context, async tx => {
    // The lock waits for a revocation that is under way: after one there is no receipt, whatever was uploaded.
    const acting = await tx
      .select({ id: agents.id })
      .from(agents)
      .where(and(eq(agents.id, agentId), isNull(agents.revokedAtMs)))
      .for('share')
    if (acting.length === 0) throw new AppError('agent.refused')
    await tx.delete(uploadGrants).where(and(eq(uploadGrants.agentId, agentId), eq(uploadGrants.segmentId, segmentId)))
    const receipt = await signReceipt(tx, context, organisationId, {
      receiptId: context.ids.next(),
      segmentId,
      agentId,
      objectKey,
      checksum: mediaHash,
      byteLength,
      issuedAtMs: storedAtMs,
    })
    const [stored] = await tx
      .insert(archiveObjects)
      .values({ segmentId, organisationId, cameraId, objectKey, byteLength, storedAtMs, receipt })
      // Changes nothing; lets the row that is there be returned.
      .onConflictDoUpdate({ target: [archiveObjects.segmentId, archiveObjects.cameraId], set: { segmentId } })
      .returning({ receipt: archiveObjects.receipt })
    return stored!.receipt
  })
}
