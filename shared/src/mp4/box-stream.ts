import { readBoxHead } from '@nightjar/shared/mp4/read-boxes.ts'

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
    for (let head = readBoxHead(bytes, at); head !== null; head = readBoxHead(bytes, at)) {
      if (head.length < head.headLength || head.length > largestBox)
        throw new RangeError(`a box of ${head.length} bytes`)
      if (bytes.length - at < head.length) break
      boxes.push({ type: head.type, bytes: bytes.slice(at, at + head.length) })
      at += head.length
    }
    this.#pending = bytes.slice(at)
    return boxes
  }
}
