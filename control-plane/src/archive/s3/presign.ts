import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import type { ArchiveFeatures, GetGrant, PresignedPut, PutGrant } from '../store.ts'

interface Signing {
  readonly client: S3Client
  readonly bucket: string
  readonly nowMs: number
}

/**
 * Everything that makes the upload this one upload is a signed header: length, digests, type, and that nothing is
 * overwritten. The presigner would move most of them into the query, where a server may ignore them, and leave the
 * content type out.
 */
export async function presignPut(signing: Signing, grant: PutGrant, features: ArchiveFeatures): Promise<PresignedPut> {
  const headers: Record<string, string> = {
    'content-type': grant.contentType,
    'x-amz-checksum-sha256': Buffer.from(grant.sha256, 'hex').toString('base64'),
    ...(grant.md5 === null ? {} : { 'content-md5': grant.md5 }),
    ...(features.conditionalPut ? { 'if-none-match': '*' } : {}),
  }
  const command = new PutObjectCommand({
    Bucket: signing.bucket,
    Key: grant.key,
    ContentLength: grant.byteLength,
    ContentType: headers['content-type'],
    ChecksumSHA256: headers['x-amz-checksum-sha256'],
    ContentMD5: headers['content-md5'],
    IfNoneMatch: headers['if-none-match'],
  })
  const signed = new Set(['host', 'content-length', ...Object.keys(headers)])
  const url = await getSignedUrl(signing.client, command, {
    expiresIn: grant.expiresInSeconds,
    signingDate: new Date(signing.nowMs),
    signableHeaders: signed,
    unhoistableHeaders: signed,
  })
  return { url, headers, expiresAtMs: signing.nowMs + grant.expiresInSeconds * 1000 }
}

export function presignGet(signing: Signing, grant: GetGrant): Promise<string> {
  const command = new GetObjectCommand({
    Bucket: signing.bucket,
    Key: grant.key,
    ResponseContentType: grant.contentType,
    ResponseCacheControl: 'private, no-store',
    ResponseContentDisposition: grant.downloadAs === null ? 'inline' : `attachment; filename="${grant.downloadAs}"`,
  })
  const options = { expiresIn: grant.expiresInSeconds, signingDate: new Date(signing.nowMs) }
  return getSignedUrl(signing.client, command, options)
}
