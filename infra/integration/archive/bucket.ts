import { createHash } from 'node:crypto'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { createS3Client } from '@nightjar/control-plane/archive/s3/s3-client.ts'
import type { RadosGateway } from '../../services/radosgw.ts'

/** The environment of an all-in-one whose archive is this bucket; made where it is missing. */
export const bucketEnvironment = (server: RadosGateway, bucket: string): Record<string, string> => ({
  NIGHTJAR_S3_ENDPOINT: server.endpoint,
  NIGHTJAR_S3_BUCKET: bucket,
  NIGHTJAR_S3_REGION: server.region,
  NIGHTJAR_S3_ACCESS_KEY_ID: server.accessKeyId,
  NIGHTJAR_S3_SECRET_ACCESS_KEY: server.secretAccessKey,
  NIGHTJAR_S3_FORCE_PATH_STYLE: '1',
  NIGHTJAR_S3_CREATE_BUCKET: '1',
})

/** SHA-256 of every object, hex, by key: what is really in the bucket, seen past the control plane. */
export async function hashesInBucket(server: RadosGateway, bucket: string): Promise<Map<string, string>> {
  const { endpoint, region, accessKeyId, secretAccessKey } = server
  const keys = { accessKeyId, secretAccessKey }
  const place = { endpoint, region, bucket, publicEndpoint: null, forcePathStyle: true, createBucket: false }
  const client = createS3Client({ ...place, ...keys })
  const hashes = new Map<string, string>()
  let more: string | undefined
  do {
    const page = await client.send(new ListObjectsV2Command({ Bucket: bucket, ContinuationToken: more }))
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key }))
      const bytes = await Body!.transformToByteArray()
      hashes.set(Key!, createHash('sha256').update(bytes).digest('hex'))
    }
    more = page.NextContinuationToken
  } while (more)
  client.destroy()
  return hashes
}
