import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type UploadReply, uploadRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import type { ArchiveStore } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { authorizeAgent } from '../../policy/authorize.ts'
import { loadUpload } from './load-upload.ts'

/** The agent asks for a new address when a transfer takes longer. */
const expiresInSeconds = 600

/**
 * Where the agent may put a segment's bytes: an address for exactly the bytes of the signed manifest, or the receipt
 * where they are stored already.
 */
export async function requestUpload(context: Context, archive: ArchiveStore, input: unknown): Promise<UploadReply> {
  const agent = authorizeAgent(context)
  const { segmentId, mediaHash, byteLength, md5 } = parse(uploadRequestSchema, input)
  const { manifest, objectKey, receipt } = await loadUpload(context.db, agent, segmentId)
  if (manifest.mediaHash !== mediaHash || manifest.byteLength !== byteLength)
    throw new AppError('resource.conflict', { message: 'The bytes are not those of the signed manifest.' })
  if (receipt !== null) return { status: 'stored', receipt }
  const grant = { key: objectKey, byteLength, sha256: mediaHash, md5, contentType: 'video/mp4', expiresInSeconds }
  return { status: 'upload', ...(await archive.presignPut(grant)) }
}
