import { type PacketLease, packetSlabs, type Slab, type SlabPool } from '../../media/packet-memory.ts'

/** An access unit larger than this is no camera's: 8K intra pictures stay below it. */
export const maxSampleBytes = 16 * 1024 * 1024

/**
 * Assembles length-prefixed NAL units (ISO 14496-15) one sample after the other, each byte copied once from the
 * socket's buffer. A finished sample is handed out as a view with its lease; the slab behind it is not written again
 * there before all its leases are over.
 */
export class SampleWriter {
  readonly #pool: SlabPool
  #owned: Slab | null = null
  #slab: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0
  /** Where the length of the open NAL unit goes, or -1. */
  #nal = -1

  constructor(pool: SlabPool = packetSlabs) {
    this.#pool = pool
  }

  /** Bytes of the current sample so far. */
  get byteLength(): number {
    return this.#end - this.#start
  }

  get isNalOpen(): boolean {
    return this.#nal >= 0
  }

  openNal(): void {
    this.#reserve(4)
    this.#nal = this.#end
    this.#end += 4
  }

  /** Returns false when the sample would pass {@link maxSampleBytes}; nothing is written then. */
  append(bytes: Uint8Array): boolean {
    if (this.byteLength + bytes.length > maxSampleBytes) return false
    this.#reserve(bytes.length)
    this.#slab.set(bytes, this.#end)
    this.#end += bytes.length
    return true
  }

  appendByte(byte: number): void {
    this.#reserve(1)
    this.#slab[this.#end++] = byte
  }

  /** The open NAL unit's bytes; valid until the next call. */
  peekNal(): Uint8Array {
    return this.#slab.subarray(this.#nal + 4, this.#end)
  }

  /** Ends the open NAL unit and keeps it. */
  closeNal(): void {
    const length = this.#end - this.#nal - 4
    this.#slab[this.#nal] = length >>> 24
    this.#slab[this.#nal + 1] = length >>> 16
    this.#slab[this.#nal + 2] = length >>> 8
    this.#slab[this.#nal + 3] = length
    this.#nal = -1
  }

  /** Takes the open NAL unit back. */
  dropNal(): void {
    if (this.#nal >= 0) this.#end = this.#nal
    this.#nal = -1
  }

  /** The sample as it stands; the next one begins behind it. A plain array: `Buffer.slice` would not copy. */
  take(): { readonly data: Uint8Array; readonly lease: PacketLease | undefined } {
    const { buffer, byteOffset } = this.#slab
    const data = new Uint8Array(buffer, byteOffset + this.#start, this.#end - this.#start)
    this.#start = this.#end
    return { data, lease: this.#owned?.lease() }
  }

  discard(): void {
    this.#end = this.#start
    this.#nal = -1
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#slab.length) return
    const used = this.#end - this.#start
    const owned = this.#pool.take(used === 0 ? bytes : (used + bytes) * 2)
    const slab = owned.bytes
    slab.set(this.#slab.subarray(this.#start, this.#end))
    this.#owned?.release()
    this.#owned = owned
    if (this.#nal >= 0) this.#nal -= this.#start
    this.#slab = slab
    this.#start = 0
    this.#end = used
  }
}
