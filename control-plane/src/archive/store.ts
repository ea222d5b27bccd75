/** Bytes [start, end) of an object. */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

export interface PutGrant {
  readonly key: string
  /** Exact; an upload of any other length is refused by the store. */
  readonly byteLength: number
  /** SHA-256 of the bytes, lower-case hex. */
  readonly sha256: string
  /** MD5 of the bytes, base64: the one digest that every S3 server checks. null where the sender named none. */
  readonly md5: string | null
  readonly contentType: string
  /** 1 to 600. */
  readonly expiresInSeconds: number
}

export interface PresignedPut {
  /** Absolute; or, from the directory store, a path at the control plane's own origin. */
  readonly url: string
  /** The sender must send exactly these, they are part of the signature. */
  readonly headers: Readonly<Record<string, string>>
  readonly expiresAtMs: number
}

export interface GetGrant {
  readonly key: string
  readonly contentType: string
  /** 1 to 60: the address alone opens the object for that long. */
  readonly expiresInSeconds: number
  /** File name to save it under; null shows it in place. */
  readonly downloadAs: string | null
}

/** What was found under a key when its bytes were looked at. `different`: wrong length or wrong digest. */
export type Verification = 'verified' | 'missing' | 'different'

/** Found out at start by trying; what is not known to work is not used. */
export interface ArchiveFeatures {
  /** A second PUT to the same key with If-None-Match: * is refused. */
  readonly conditionalPut: boolean
  /** A PUT whose x-amz-checksum-sha256 is wrong is refused and the right one is told by HEAD. */
  readonly checksSha256: boolean
  /** Several keys can be deleted by one request. */
  readonly bulkDelete: boolean
  /** Pages of these origins may read what `presignGet` gives when they are redirected there; `all`: it is their own. */
  readonly redirectsBrowsers: 'all' | readonly string[]
}

/**
 * Where mirrored bytes lie: an S3 bucket, or a directory. Objects are written once under keys that we choose and never
 * changed. Every method throws `archive.unavailable` when the store cannot be reached or refuses us, within 5 s for
 * everything that does not carry an object's bytes.
 */
export interface ArchiveStore {
  readonly kind: 's3' | 'directory'
  /** Checks that the store is there and usable, and finds out what it can do. */
  probe(): Promise<ArchiveFeatures>
  presignPut(grant: PutGrant): Promise<PresignedPut>
  presignGet(grant: GetGrant): Promise<string>
  /** Whether pages of all these origins can be redirected to it; where not, their bytes are to be read for them. */
  redirectsBrowsers(pageOrigins: readonly string[]): Promise<boolean>
  /** Length of the object in bytes; null where there is none. */
  head(key: string): Promise<{ byteLength: number } | null>
  /** Reads the object back once and hashes it, unless the store is known to have checked the digest itself. */
  verify(key: string, expected: { sha256: string; byteLength: number }): Promise<Verification>
  /** @throws AppError `resource.not-found`. Cancelling the stream ends the transfer. */
  read(key: string, range?: ByteRange): Promise<ReadableStream<Uint8Array>>
  /** Keys that are not there are no error. */
  remove(keys: readonly string[]): Promise<void>
  close(): void
}
