import { readBoxHead } from './read-boxes.ts'

/** A whole top-level box of an MP4 file (ISO 14496-12 4.2). */
export interface FileBox {
  readonly type: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Bigger than any fragment of ours; a length beyond it means these bytes are no segment. */
const largestBox = 64 * 1024 * 1024
/** A head is whole with this many bytes, whatever its size field. */
const longestHead = 16

/** Cuts bytes that arrive in any pieces into whole boxes. */
export class BoxStream {
  #chunks: Uint8Array[] = []
  #held = 0
  /** Nothing can be told before so many bytes are held. */
  #needed = 8

  /** Bytes of a box that is not whole yet. */
  get pendingLength(): number {
    return this.#held
  }

  /** @throws RangeError where a box claims an impossible length. */
  push(chunk: Uint8Array): FileBox[] {
    this.#chunks.push(chunk)
    this.#held += chunk.length
    if (this.#held < this.#needed) return []
    const bytes = this.#join()
    const boxes: FileBox[] = []
    let at = 0
    let head = readBoxHead(bytes, at)
    for (; head !== null; head = readBoxHead(bytes, at)) {
      if (head.length < head.headLength || head.length > largestBox)
        throw new RangeError(`a box of ${head.length} bytes`)
      if (bytes.length - at < head.length) break
      boxes.push({ type: head.type, bytes: bytes.slice(at, at + head.length) })
      at += head.length
    }
    this.#chunks = [bytes.subarray(at)]
    this.#held = bytes.length - at
    this.#needed = head?.length ?? (this.#held < 8 ? 8 : longestHead)
    return boxes
  }

  #join(): Uint8Array {
    if (this.#chunks.length === 1) return this.#chunks[0]!
    const bytes = new Uint8Array(this.#held)
    let at = 0
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
}
