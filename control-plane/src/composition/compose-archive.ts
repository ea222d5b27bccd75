import { join } from 'node:path'
import { DirectoryStore } from '../archive/directory/directory-store.ts'
import { S3Store } from '../archive/s3/s3-store.ts'
import type { ArchiveStore } from '../archive/store.ts'
import type { Config } from '../config/load.ts'
import type { BaseContext } from '../context/context.ts'
import { nodeBlobFiles } from '../platform/blob-files.ts'
import { pageOrigins } from './page-origins.ts'

/** The S3 bucket of the configuration; without one, a folder beside the database. */
export function composeArchive(config: Config, base: BaseContext, fetch: typeof globalThis.fetch): ArchiveStore {
  const around = { nowMs: () => base.clock.wallMs(), newId: () => base.ids.next() }
  const { NIGHTJAR_S3_BUCKET, NIGHTJAR_S3_ACCESS_KEY_ID, NIGHTJAR_S3_SECRET_ACCESS_KEY } = config
  if (!NIGHTJAR_S3_BUCKET || !NIGHTJAR_S3_ACCESS_KEY_ID || !NIGHTJAR_S3_SECRET_ACCESS_KEY)
    return new DirectoryStore({
      folder: join(config.NIGHTJAR_DATA_DIR, 'archive'),
      freeFloorBytes: config.NIGHTJAR_ARCHIVE_MIN_FREE_MIB * 1024 ** 2,
      signingKey: base.secrets.deriveKey('archive-urls'),
      files: nodeBlobFiles,
      ...around,
    })
  return new S3Store(
    {
      endpoint: config.NIGHTJAR_S3_ENDPOINT ?? null,
      publicEndpoint: config.NIGHTJAR_S3_PUBLIC_ENDPOINT ?? null,
      bucket: NIGHTJAR_S3_BUCKET,
      region: config.NIGHTJAR_S3_REGION,
      accessKeyId: NIGHTJAR_S3_ACCESS_KEY_ID,
      secretAccessKey: NIGHTJAR_S3_SECRET_ACCESS_KEY,
      forcePathStyle: config.NIGHTJAR_S3_FORCE_PATH_STYLE,
      createBucket: config.NIGHTJAR_S3_CREATE_BUCKET,
    },
    { ...around, pageOrigins: pageOrigins(config), fetch, warn: sentence => base.log.warn(sentence) },
  )
}

/** Where browsers fetch recordings from, for the content security policy. */
export function mediaOrigins(config: Config): string[] {
  const bucket = config.NIGHTJAR_S3_BUCKET
  if (!bucket) return []
  const region = config.NIGHTJAR_S3_REGION
  const endpoint = new URL(
    config.NIGHTJAR_S3_PUBLIC_ENDPOINT ?? config.NIGHTJAR_S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`,
  )
  if (config.NIGHTJAR_S3_FORCE_PATH_STYLE) return [endpoint.origin]
  return [`${endpoint.protocol}//${bucket}.${endpoint.host}`]
}
