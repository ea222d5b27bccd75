/** A whole top-level box of an MP4 file (ISO 14496-12 4.2). */
export interface FileBox {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Bigger than any fragment of ours; a length beyond it means these bytes are no segment. */
const largestBox = 64 * 1024 * 1024

/** Cuts bytes that arrive in any pieces into whole boxes. */
export class BoxStream {
  #pending = new Uint8Array(0)

  /** @throws RangeError where a box claims an impossible length. */
  push(chunk: Uint8Array): FileBox[] {
    const bytes = new Uint8Array(this.#pending.length + chunk.length)
    bytes.set(this.#pending)
    bytes.set(chunk, this.#pending.length)
    const boxes: FileBox[] = []
    let at = 0
    while (bytes.length - at >= 8) {
      const length = new DataView(bytes.buffer, at).getUint32(0)
      if (length < 8 || length > largestBox) throw new RangeError(`a box of ${length} bytes`)
      if (bytes.length - at < length) break
      boxes.push({ type: fourCharacters(bytes, at + 4), bytes: bytes.slice(at, at + length) })
      at += length
    }
    this.#pending = bytes.slice(at)
    return boxes
  }
}

export function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)
}
