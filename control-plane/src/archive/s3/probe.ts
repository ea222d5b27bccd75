import { createHash } from 'node:crypto'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ArchiveFeatures } from '../store.ts'
import { isMissing, refusalStatus } from './s3-errors.ts'

const body = Buffer.from('Nightjar tries out what this store can do; this object may be deleted.\n')
const sha256 = createHash('sha256').update(body).digest('base64')
const wrongSha256 = createHash('sha256').update('something else').digest('base64')

interface Probed {
  readonly client: S3Client
  readonly bucket: string
  /** Fresh, so that two processes starting at once do not see each other's objects. */
  readonly key: string
}

/** Makes sure of the bucket. @throws AppError `archive.unavailable` where it is missing and may not be made. */
export async function ensureBucket(client: S3Client, bucket: string, mayCreate: boolean): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
  } catch (error) {
    if (!isMissing(error)) throw error
    if (!mayCreate)
      throw new AppError('archive.unavailable', {
        message: `The archive bucket "${bucket}" does not exist; create it or correct NIGHTJAR_S3_BUCKET.`,
      })
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
  }
}

/** Tries each feature of the server with a small object of its own. */
export async function probeFeatures({
  client,
  bucket,
  key,
}: Probed): Promise<Omit<ArchiveFeatures, 'redirectsBrowsers'>> {
  const put = (Key: string, extra: object) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: body, ...extra }))
  const first = `${key}-1`
  const second = `${key}-2`
  await put(first, { ChecksumSHA256: sha256 })
  const conditionalPut = (await refusalOf(() => put(first, { IfNoneMatch: '*' }))) === 412
  const toldByHead = (await client.send(new HeadObjectCommand({ Bucket: bucket, Key: first, ChecksumMode: 'ENABLED' })))
    .ChecksumSHA256
  // Some servers accept the header and check nothing.
  const wrongRefused = (await refusalOf(() => put(second, { ChecksumSHA256: wrongSha256 }))) === 400
  const checksSha256 = wrongRefused && toldByHead === sha256
  const keys = [first, second]
  const bulkDelete = (await refusalOf(() => deleteTogether(client, bucket, keys))) === null
  for (const Key of bulkDelete ? [] : keys) await client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
  return { conditionalPut, checksSha256, bulkDelete }
}

export async function deleteTogether(client: S3Client, bucket: string, keys: readonly string[]): Promise<void> {
  const Objects = keys.map(Key => ({ Key }))
  const reply = await client.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
  const [failed] = reply.Errors ?? []
  if (failed !== undefined) throw new AppError('archive.unavailable', { detail: `delete failed: ${failed.Code}` })
}

/** The status with which the server declined; null where it did what was asked. */
async function refusalOf(attempt: () => Promise<unknown>): Promise<number | null> {
  try {
    await attempt()
    return null
  } catch (error) {
    const status = refusalStatus(error)
    if (status === null) throw error
    return status
  }
}
