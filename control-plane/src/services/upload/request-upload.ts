import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type UploadReply, uploadRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import type { ArchiveStore } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { loadUpload } from './load-upload.ts'
import { countForQuota, type UploadLimits } from './quota.ts'
import { storedReceipt } from './stored-receipt.ts'

/**
 * Until the transfer has begun; how long it then takes is not limited by it. Short, because an address of an S3 server
 * outlives the revocation of its agent by this much.
 */
const expiresInSeconds = 120

/**
 * Where the agent may put a segment's bytes: an address for exactly the bytes of the signed manifest, or the receipt
 * where they are stored already.
 */
export async function requestUpload(
  context: Context,
  archive: ArchiveStore,
  limits: UploadLimits,
  input: unknown,
): Promise<UploadReply> {
  const agent = authorizeAgent(context)
  const { segmentId, mediaHash, byteLength, md5 } = parse(uploadRequestSchema, input)
  const { manifest, objectKey, receipt } = await loadUpload(context.db, agent, segmentId)
  if (manifest.mediaHash !== mediaHash || manifest.byteLength !== byteLength)
    throw new AppError('resource.conflict', { message: 'The bytes are not those of the signed manifest.' })
  if (receipt !== null) return { status: 'stored', receipt: await storedReceipt(context, receipt) }
  // First the archive, so that one that is full or away counts for nobody's quota.
  const grant = { key: objectKey, byteLength, sha256: mediaHash, md5, contentType: 'video/mp4', expiresInSeconds }
  const address = await archive.presignPut(grant)
  await countForQuota(context, agent, { segmentId, byteLength }, limits)
  return { status: 'upload', ...address }
}
