/** What the first bytes of a box claim. */
export interface BoxHead {
  readonly type: string
  /** 16 where the size has 64 bits. */
  readonly headLength: 8 | 16
  /** Of the whole box, in bytes; unchecked. 0 means "to the end of the file", and 1 to 7 nothing. */
  readonly length: number
}

/** A whole box within some bytes: [at, end) of them, its content from `contentAt` on. */
export interface BoxSpan {
  readonly type: string
  readonly at: number
  readonly contentAt: number
  readonly end: number
}

/** The head of a box (ISO 14496-12 4.2); null where it does not end by `to`. */
export function readBoxHead(bytes: Uint8Array, at: number, to = bytes.length): BoxHead | null {
  if (at + 8 > to) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const type = readType(bytes, at + 4)
  const size = view.getUint32(at)
  if (size !== 1) return { type, headLength: 8, length: size }
  if (at + 16 > to) return null
  return { type, headLength: 16, length: view.getUint32(at + 8) * 2 ** 32 + view.getUint32(at + 12) }
}

export const readType = (bytes: Uint8Array, at: number): string =>
  String.fromCharCode(bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!)

/**
 * The box that begins at `at`; null where it is not whole within `to`. A box of length 0 is none: only the last of a
 * file may have that, and where a file ends is not known here.
 */
export function boxAt(bytes: Uint8Array, at: number, to = bytes.length): BoxSpan | null {
  const head = readBoxHead(bytes, at, to)
  if (head === null || head.length < head.headLength || head.length > to - at) return null
  return { type: head.type, at, contentAt: at + head.headLength, end: at + head.length }
}

/** The boxes of [from, to), one behind the other, up to the first that is not whole. Content is not looked into. */
export function* boxesIn(bytes: Uint8Array, from = 0, to = bytes.length): Generator<BoxSpan, undefined> {
  for (let box = boxAt(bytes, from, to); box !== null; box = boxAt(bytes, box.end, to)) yield box
}

/** The first box of a type, in the first box of the type before, and so on; null where one is missing. */
export function findBox(bytes: Uint8Array, within: BoxSpan, ...path: readonly string[]): BoxSpan | null {
  let found: BoxSpan | null = within
  for (const type of path) {
    if (found === null) return null
    found = firstOf(bytes, found, type)
  }
  return found
}

function firstOf(bytes: Uint8Array, within: BoxSpan, type: string): BoxSpan | null {
  for (const box of boxesIn(bytes, within.contentAt, within.end)) if (box.type === type) return box
  return null
}
