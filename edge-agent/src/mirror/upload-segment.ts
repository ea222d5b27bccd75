import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { completeReplySchema, uploadReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import type { ControlPlaneApi } from '../api/control-plane-api.ts'
import type { TokenSource } from '../api/token-source.ts'
import type { Identity } from '../config/identity.ts'
import { isSignedReceipt } from '../config/verify-receipt.ts'
import { fileDigests } from '../platform/file-digest.ts'
import { putFile } from '../platform/http-put.ts'

/** A closed segment that has no receipt yet, as its manifest describes it. */
export interface SegmentToUpload {
  readonly segmentId: string
  /** Absolute. */
  readonly path: string
  readonly mediaHash: string
  readonly byteLength: number
}

/**
 * Brings one segment into the archive: asks where to, sends the bytes there, has the control plane look at the object.
 * No key to the archive is ever here; the address works for these bytes alone and for minutes.
 *
 * @returns the control plane's receipt, its signature checked.
 * @throws AppError; trying again is always safe.
 */
export async function uploadSegment(
  deps: { api: ControlPlaneApi; tokens: TokenSource; identity: Identity },
  upload: SegmentToUpload,
  signal: AbortSignal,
): Promise<Receipt> {
  const digests = await fileDigests(upload.path)
  if (digests.sha256 !== upload.mediaHash || digests.byteLength !== upload.byteLength) {
    throw new AppError('service.internal', {
      detail: `segment ${upload.segmentId} no longer has its hash; not uploaded`,
    })
  }
  const { accessToken } = await deps.tokens.get()
  const reply = await deps.api.call(
    {
      method: 'POST',
      path: '/api/v1/agents/uploads',
      token: accessToken,
      json: {
        segmentId: upload.segmentId,
        mediaHash: upload.mediaHash,
        byteLength: upload.byteLength,
        md5: digests.md5,
      },
      signal,
    },
    uploadReplySchema,
  )
  if (reply.status === 'stored') return checked(reply.receipt, upload, deps.identity)
  const url = new URL(reply.url, deps.api.origin)
  const { status, excerpt } = await putFile({
    url,
    headers: reply.headers,
    path: upload.path,
    byteLength: upload.byteLength,
    signal,
  }).catch(error => {
    throw new AppError('archive.unavailable', { detail: String(error), cause: error })
  })
  // 409 and 412: somebody stored this key before (a lost answer); the control plane decides whether the bytes are ours.
  if (status >= 300 && status !== 409 && status !== 412) {
    throw new AppError('archive.unavailable', { detail: `archive answered ${status} to the upload: ${excerpt}` })
  }
  const receipt = await deps.api.call(
    {
      method: 'POST',
      path: `/api/v1/agents/uploads/${upload.segmentId}/complete`,
      token: accessToken,
      json: {},
      signal,
    },
    completeReplySchema,
  )
  return checked(receipt, upload, deps.identity)
}

/** A local copy may one day be deleted on the strength of this, so it must be the control plane's word about these bytes. */
function checked(receipt: Receipt, upload: SegmentToUpload, identity: Identity): Receipt {
  if (
    !isSignedReceipt(receipt, identity) ||
    receipt.segmentId !== upload.segmentId ||
    receipt.checksum !== upload.mediaHash ||
    receipt.byteLength !== upload.byteLength
  ) {
    throw new AppError('service.internal', { detail: `receipt for segment ${upload.segmentId} is not valid` })
  }
  return receipt
}
