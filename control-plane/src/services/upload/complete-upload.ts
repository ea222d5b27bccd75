import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import type { ArchiveStore } from '../../archive/store.ts'
import { archiveObjects } from '../../db/schema/archive_objects/table.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import type { Context } from '../context.ts'
import { parse } from '../parse.ts'
import { loadUpload, type Upload } from './load-upload.ts'

/** The control plane's key for receipts. */
export interface ReceiptSigner {
  readonly keyId: string
  /** Ed25519 signature, base64url. */
  sign(bytes: Uint8Array): string
}

interface UploadPorts {
  readonly archive: ArchiveStore
  readonly receipts: ReceiptSigner
}

/**
 * Looks at what lies under the segment's key and, when it is exactly the manifest's bytes, gives the receipt on which
 * the agent may one day delete its own copy. Wrong bytes are removed, or no later upload could take their place.
 */
export async function completeUpload(context: Context, ports: UploadPorts, segmentId: unknown): Promise<Receipt> {
  const agent = authorizeAgent(context)
  const upload = await loadUpload(context.db, agent, parse(idSchema, segmentId))
  if (upload.receipt !== null) return upload.receipt
  const { mediaHash: sha256, byteLength } = upload.manifest
  const found = await ports.archive.verify(upload.objectKey, { sha256, byteLength })
  if (found === 'different') {
    await ports.archive.remove([upload.objectKey])
    context.log.warn({ agentId: agent.id, objectKey: upload.objectKey }, 'an uploaded object had other bytes; removed')
  }
  if (found !== 'verified')
    throw new AppError('resource.conflict', { message: 'The bytes are not in the archive; upload them again.' })
  return storeReceipt(context, ports.receipts, upload)
}

/** Two requests at once end with one receipt, the first. */
async function storeReceipt(context: Context, signer: ReceiptSigner, upload: Upload): Promise<Receipt> {
  const { segmentId, agentId, cameraId, organisationId, mediaHash, byteLength } = upload.manifest
  const issuedAtMs = context.clock.wallMs()
  const unsigned = {
    receiptId: context.ids.next(),
    segmentId,
    agentId,
    objectKey: upload.objectKey,
    checksum: mediaHash,
    byteLength,
    issuedAtMs,
    keyId: signer.keyId,
  }
  const receipt = { ...unsigned, signature: signer.sign(signedBytes(unsigned)) }
  const row = { segmentId, organisationId, cameraId, objectKey: upload.objectKey, byteLength, storedAtMs: issuedAtMs }
  return transaction(context, async tx => {
    const [stored] = await tx
      .insert(archiveObjects)
      .values({ ...row, receipt })
      // Changes nothing; returns the row that is there.
      .onConflictDoUpdate({ target: archiveObjects.segmentId, set: { segmentId } })
      .returning({ receipt: archiveObjects.receipt })
    return stored!.receipt
  })
}
