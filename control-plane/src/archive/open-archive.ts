import { join } from 'node:path'
import { nodeBlobFiles } from '../platform/blob-files.ts'
import type { Clock } from '../platform/clock.ts'
import type { Ids } from '../platform/ids.ts'
import { DirectoryStore } from './directory/directory-store.ts'
import { S3Store } from './s3/s3-store.ts'
import type { ArchiveStore } from './store.ts'

interface ArchiveConfig {
  readonly NIGHTJAR_DATA_DIR: string
  readonly NIGHTJAR_S3_ENDPOINT?: string | undefined
  readonly NIGHTJAR_S3_PUBLIC_ENDPOINT?: string | undefined
  readonly NIGHTJAR_S3_BUCKET?: string | undefined
  readonly NIGHTJAR_S3_REGION: string
  readonly NIGHTJAR_S3_ACCESS_KEY_ID?: string | undefined
  readonly NIGHTJAR_S3_SECRET_ACCESS_KEY?: string | undefined
  readonly NIGHTJAR_S3_FORCE_PATH_STYLE: boolean
  readonly NIGHTJAR_S3_CREATE_BUCKET: boolean
}

interface ArchivePorts {
  readonly clock: Clock
  readonly ids: Ids
  /** For addresses of the directory archive; the same in every process that serves it. */
  readonly signingKey: Uint8Array
}

/** The bucket where one is named, otherwise a folder in the data folder. Nothing is asked of either yet; see `probe`. */
export function openArchive(config: ArchiveConfig, { clock, ids, signingKey }: ArchivePorts): ArchiveStore {
  const around = { nowMs: () => clock.wallMs(), newId: () => ids.next() }
  const bucket = config.NIGHTJAR_S3_BUCKET
  if (bucket === undefined) {
    const folder = join(config.NIGHTJAR_DATA_DIR, 'archive')
    return new DirectoryStore({ folder, signingKey, files: nodeBlobFiles, ...around })
  }
  return new S3Store(
    {
      endpoint: config.NIGHTJAR_S3_ENDPOINT ?? null,
      publicEndpoint: config.NIGHTJAR_S3_PUBLIC_ENDPOINT ?? null,
      bucket,
      region: config.NIGHTJAR_S3_REGION,
      accessKeyId: config.NIGHTJAR_S3_ACCESS_KEY_ID ?? '',
      secretAccessKey: config.NIGHTJAR_S3_SECRET_ACCESS_KEY ?? '',
      forcePathStyle: config.NIGHTJAR_S3_FORCE_PATH_STYLE,
      createBucket: config.NIGHTJAR_S3_CREATE_BUCKET,
    },
    around,
  )
}
