import { join, resolve } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { BlobFiles } from '../../platform/blob-files.ts'
import { assertObjectKey } from '../object-key.ts'
import type { ArchiveStore, ByteRange, GetGrant, PutGrant } from '../store.ts'
import { digestOf } from '../verify-stream.ts'
import { fromFileError } from './file-errors.ts'
import { type ExpectedBytes, receiveObject } from './receive-object.ts'
import { readSignedPath, type SignedUse, signPath } from './signed-path.ts'

interface DirectoryOptions {
  /** Folder that holds the objects; made where missing. */
  readonly folder: string
  /** 32 bytes or more, known to every process that serves `/archive`. */
  readonly signingKey: Uint8Array
  /** This much stays free: the database and the system share the disk. Nothing is taken that would go below, bytes. */
  readonly freeFloorBytes: number
  readonly files: BlobFiles
  readonly nowMs: () => number
  /** Names temporary files. */
  readonly newId: () => string
}

const noRoom =
  'The disk that holds the archive is nearly full, so the archive takes nothing more; agents keep what they have. Free some space, or set NIGHTJAR_ARCHIVE_MIN_FREE_MIB lower.'

/** The archive of the embedded default, served by ourselves at `/archive/<key>` under signed, expiring addresses. */
export class DirectoryStore implements ArchiveStore {
  readonly kind = 'directory'
  readonly #options: DirectoryOptions
  readonly #root: string
  readonly #incoming: string
  /** Made once: a folder that vanishes later is a disk that was unmounted, and must not be made again in its place. */
  #isMade = false

  constructor(options: DirectoryOptions) {
    this.#options = options
    this.#root = resolve(options.folder)
    this.#incoming = join(this.#root, '.incoming')
  }

  probe = () =>
    this.#mapped(async files => {
      await files.makeFolder(this.#incoming)
      this.#isMade = true
      // What an earlier process was still receiving when it ended.
      for (const name of await files.list(this.#incoming)) await files.remove(join(this.#incoming, name))
      const test = join(this.#incoming, this.#options.newId())
      await (await files.create(test)).close()
      await files.remove(test)
      return { conditionalPut: true, checksSha256: true, bulkDelete: true, redirectsBrowsers: 'all' as const }
    })

  async presignPut(grant: PutGrant) {
    assertObjectKey(grant.key)
    await this.#requireRoom(grant.byteLength)
    const { key, contentType, byteLength, sha256 } = grant
    const expiresAtMs = this.#options.nowMs() + grant.expiresInSeconds * 1000
    const url = signPath(this.#options.signingKey, { method: 'PUT', key, expiresAtMs, contentType, byteLength, sha256 })
    return { url, headers: { 'content-type': contentType }, expiresAtMs }
  }

  async presignGet(grant: GetGrant) {
    assertObjectKey(grant.key)
    const { key, contentType, downloadAs } = grant
    const expiresAtMs = this.#options.nowMs() + grant.expiresInSeconds * 1000
    return signPath(this.#options.signingKey, { method: 'GET', key, expiresAtMs, contentType, downloadAs })
  }

  redirectsBrowsers = async () => true

  /** What a request with this target, as it came, may do; null: nothing. */
  readSignedUse(method: string, target: string): SignedUse | null {
    return readSignedPath(this.#options.signingKey, method, target, this.#options.nowMs())
  }

  /** @returns false, without reading the body, where the object is there already. */
  receive(key: string, body: AsyncIterable<Uint8Array>, expected: ExpectedBytes): Promise<boolean> {
    return this.#mapped(async files => {
      const target = this.#pathOf(key)
      if ((await files.sizeOf(target)) !== null) return false
      await this.#requireRoom(expected.byteLength)
      const temporary = join(this.#incoming, this.#options.newId())
      await receiveObject(files, { temporary, target }, body, expected)
      return true
    })
  }

  /** What to tell those who run the installation; null while there is room. */
  async notice(): Promise<string | null> {
    return (await this.#roomFor(0)) ? null : noRoom
  }

  head(key: string) {
    return this.#mapped(async files => {
      const byteLength = await files.sizeOf(this.#pathOf(key))
      return byteLength === null ? null : { byteLength }
    })
  }

  /** Reads the file again although it was checked while it was written: a receipt speaks of what can be read back. */
  async verify(key: string, expected: ExpectedBytes) {
    const found = await this.head(key)
    if (found === null) return 'missing'
    if (found.byteLength !== expected.byteLength) return 'different'
    const read = await this.#mapped(async () => digestOf(await this.read(key)))
    return read.sha256 === expected.sha256 && read.byteLength === expected.byteLength ? 'verified' : 'different'
  }

  read(key: string, range?: ByteRange) {
    return this.#mapped(async files => {
      const path = this.#pathOf(key)
      const size = await files.sizeOf(path)
      if (size === null) throw new AppError('resource.not-found')
      return files.read(path, range?.start ?? 0, Math.min(range?.end ?? size, size))
    })
  }

  remove(keys: readonly string[]) {
    return this.#mapped(async files => {
      for (const key of keys) await files.remove(this.#pathOf(key))
    })
  }

  close() {}

  async #roomFor(byteLength: number): Promise<boolean> {
    if (!this.#isMade) await this.probe()
    const free = await this.#mapped(files => files.freeBytes(this.#root))
    return free - byteLength >= this.#options.freeFloorBytes
  }

  async #requireRoom(byteLength: number): Promise<void> {
    if (await this.#roomFor(byteLength)) return
    throw new AppError('archive.unavailable', { message: noRoom, detail: 'free-space floor', retryAfterSeconds: 60 })
  }

  #pathOf(key: string): string {
    assertObjectKey(key)
    return join(this.#root, key)
  }

  async #mapped<Result>(work: (files: BlobFiles) => Promise<Result>): Promise<Result> {
    try {
      return await work(this.#options.files)
    } catch (error) {
      throw fromFileError(error)
    }
  }
}
