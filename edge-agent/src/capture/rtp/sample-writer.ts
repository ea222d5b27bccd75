/** Room for about a second of a 2 Mb/s camera; what a packet keeps alive is at most one slab beside its own bytes. */
const slabBytes = 128 * 1024
/** An access unit larger than this is no camera's: 8K intra pictures stay below it. */
export const maxSampleBytes = 16 * 1024 * 1024

/**
 * Assembles length-prefixed NAL units (ISO 14496-15) one sample after the other, each byte copied once from the
 * socket's buffer. A finished sample is handed out as a view; the slab behind it is never written again there.
 */
export class SampleWriter {
  #slab: Uint8Array = new Uint8Array(0)
  #start = 0
  #end = 0
  /** Where the length of the open NAL unit goes, or -1. */
  #nal = -1

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
  take(): Uint8Array {
    const sample = new Uint8Array(this.#slab.buffer, this.#start, this.#end - this.#start)
    this.#start = this.#end
    return sample
  }

  discard(): void {
    this.#end = this.#start
    this.#nal = -1
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#slab.length) return
    const used = this.#end - this.#start
    const slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, (used + bytes) * 2))
    slab.set(this.#slab.subarray(this.#start, this.#end))
    if (this.#nal >= 0) this.#nal -= this.#start
    this.#slab = slab
    this.#start = 0
    this.#end = used
  }
}
