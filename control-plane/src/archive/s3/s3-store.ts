import { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import type {
  ArchiveFeatures,
  ArchiveStore,
  ByteRange,
  GetGrant,
  PresignedPut,
  PutGrant,
  Verification,
} from '../store.ts'
import { digestOf } from '../verify-stream.ts'
import { openToPages } from './page-access.ts'
import { presignGet, presignPut } from './presign.ts'
import { deleteTogether, ensureBucket, probeFeatures } from './probe.ts'
import { createS3Client, type S3Options } from './s3-client.ts'
import { fromS3Error, isMissing } from './s3-errors.ts'

interface Surroundings {
  readonly nowMs: () => number
  /** Names probe objects. */
  readonly newId: () => string
  /** Origins of our pages, which are to read objects directly. */
  readonly pageOrigins: readonly string[]
  readonly fetch: typeof fetch
  /** A sentence for the operator. */
  readonly warn: (sentence: string) => void
}

/** One DeleteObjects request carries 1000 keys at most. */
const keysPerDelete = 1000

export class S3Store implements ArchiveStore {
  readonly kind = 's3'
  readonly #options: S3Options
  readonly #around: Surroundings
  readonly #client: S3Client
  readonly #publicClient: S3Client
  #features: ArchiveFeatures | null = null
  /** Under way; whoever asks meanwhile waits for the same. */
  #probing: Promise<ArchiveFeatures> | null = null

  constructor(options: S3Options, around: Surroundings) {
    this.#options = options
    this.#around = around
    this.#client = createS3Client(options)
    this.#publicClient = createS3Client(options, options.publicEndpoint ?? options.endpoint)
  }

  probe(): Promise<ArchiveFeatures> {
    this.#probing ??= this.#mapped(() => this.#findOut()).finally(() => {
      this.#probing = null
    })
    return this.#probing
  }

  async #findOut(): Promise<ArchiveFeatures> {
    const { bucket, createBucket } = this.#options
    const { newId, pageOrigins: origins, fetch, warn } = this.#around
    await ensureBucket(this.#client, bucket, createBucket)
    const key = `nightjar-probe/${newId()}`
    const features = await probeFeatures({ client: this.#client, bucket, key })
    const grant = { key, contentType: 'video/mp4', expiresInSeconds: 60, downloadAs: null }
    const address = await presignGet(this.#signing(), grant)
    const redirectsBrowsers = await openToPages({ client: this.#client, bucket, address, origins, fetch, warn })
    this.#features = { ...features, redirectsBrowsers }
    return this.#features
  }

  async presignPut(grant: PutGrant): Promise<PresignedPut> {
    const features = await this.#knownFeatures()
    return this.#mapped(() => presignPut(this.#signing(), grant, features))
  }

  presignGet(grant: GetGrant): Promise<string> {
    return this.#mapped(() => presignGet(this.#signing(), grant))
  }

  async redirectsBrowsers(pageOrigins: readonly string[]): Promise<boolean> {
    const { redirectsBrowsers: open } = await this.#knownFeatures()
    return open === 'all' || pageOrigins.every(origin => open.includes(origin))
  }

  async head(key: string) {
    const found = await this.#headObject(key)
    return found === null ? null : { byteLength: found.ContentLength ?? 0 }
  }

  async verify(key: string, expected: { sha256: string; byteLength: number }): Promise<Verification> {
    const features = await this.#knownFeatures()
    const found = await this.#headObject(key)
    if (found === null) return 'missing'
    if (found.ContentLength !== expected.byteLength) return 'different'
    if (features.checksSha256 && found.ChecksumSHA256 !== undefined)
      return Buffer.from(found.ChecksumSHA256, 'base64').toString('hex') === expected.sha256 ? 'verified' : 'different'
    const read = await this.#mapped(async () => digestOf(await this.read(key)))
    return read.sha256 === expected.sha256 && read.byteLength === expected.byteLength ? 'verified' : 'different'
  }

  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>> {
    return this.#mapped(async () => {
      const Range = range === undefined ? undefined : `bytes=${range.start}-${range.end - 1}`
      const reply = await this.#client.send(new GetObjectCommand({ Bucket: this.#options.bucket, Key: key, Range }))
      return reply.Body!.transformToWebStream() as ReadableStream<Uint8Array>
    })
  }

  async remove(keys: readonly string[]): Promise<void> {
    const { bucket } = this.#options
    const features = await this.#knownFeatures()
    await this.#mapped(async () => {
      for (let at = 0; features.bulkDelete && at < keys.length; at += keysPerDelete)
        await deleteTogether(this.#client, bucket, keys.slice(at, at + keysPerDelete))
      for (const Key of features.bulkDelete ? [] : keys)
        await this.#client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))
    })
  }

  close() {
    this.#client.destroy()
    this.#publicClient.destroy()
  }

  /** The store may have been down when we started. */
  #knownFeatures(): Promise<ArchiveFeatures> {
    return this.#features === null ? this.probe() : Promise.resolve(this.#features)
  }

  #signing() {
    return { client: this.#publicClient, bucket: this.#options.bucket, nowMs: this.#around.nowMs() }
  }

  async #headObject(key: string) {
    try {
      const command = new HeadObjectCommand({ Bucket: this.#options.bucket, Key: key, ChecksumMode: 'ENABLED' })
      return await this.#client.send(command)
    } catch (error) {
      if (isMissing(error)) return null
      throw fromS3Error(error)
    }
  }

  async #mapped<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      throw fromS3Error(error)
    }
  }
}
