import { Headers, type RtspMessage } from './message.ts'

export interface ParserSink {
  message(message: RtspMessage): void
  /** One interleaved frame (RFC 2326 10.12); the view is only valid during the call. */
  frame(channel: number, payload: Uint8Array): void
}

/** The peer does not speak RTSP, or sends more than any camera has a reason to. */
export class RtspParseError extends Error {}

/** It speaks RTSP, but describes its stream at greater length than is read. */
export class RtspBodyTooLong extends RtspParseError {}

/** Bytes of one start line with its header fields. */
const maxHeadBytes = 32 * 1024
const maxHeaderFields = 128
/** An SDP is a few kilobytes. */
const maxBodyBytes = 256 * 1024
/** Bytes between two messages that belong to neither; some firmware leaves the tail of a lost frame there. */
const maxStrayBytes = 64 * 1024

const dollar = 0x24
const lineFeed = 0x0a
const empty = new Uint8Array(0)

const statusLine = /^RTSP\/\d(?:\.\d)?\s+(\d{3})(?:\s+(.*))?$/i
const requestLine = /^([A-Z][A-Z_]{1,24})\s+(\S+)\s+RTSP\/\d/

interface Head {
  readonly build: (body: Uint8Array) => RtspMessage
  readonly bodyBytes: number
}

/**
 * Cuts one socket's bytes into RTSP messages and interleaved frames, whatever the split between reads. Holds back at
 * most one unfinished message or frame (64 KiB, or head plus body limits) and copies only that.
 */
export class RtspParser {
  readonly #sink: ParserSink
  #pending: Uint8Array = empty
  #pendingLength = 0
  /** Where in the pending bytes the search for the end of the head goes on, so that a slow head costs linear time. */
  #searched = 0
  #head: Head | null = null
  #strayBytes = 0

  constructor(sink: ParserSink) {
    this.#sink = sink
  }

  /** Bytes held back, for tests of the bound. */
  get heldBytes(): number {
    return this.#pendingLength
  }

  /** @throws RtspParseError when a limit is passed; the parser must not be used after that. */
  push(chunk: Uint8Array): void {
    let view = chunk
    if (this.#pendingLength > 0) {
      this.#append(chunk)
      view = this.#pending.subarray(0, this.#pendingLength)
    }
    const used = this.#consume(view)
    this.#keep(view, used)
  }

  #append(chunk: Uint8Array): void {
    const length = this.#pendingLength + chunk.length
    if (length > this.#pending.length) {
      const grown = new Uint8Array(Math.max(length, 8192))
      grown.set(this.#pending.subarray(0, this.#pendingLength))
      this.#pending = grown
    }
    this.#pending.set(chunk, this.#pendingLength)
    this.#pendingLength = length
  }

  #keep(view: Uint8Array, used: number): void {
    const left = view.length - used
    if (left === 0) {
      this.#pendingLength = 0
      // A large buffer is not kept for the rare large frame.
      if (this.#pending.length > 128 * 1024) this.#pending = empty
      return
    }
    if (this.#pendingLength > 0) {
      if (used > 0) this.#pending.copyWithin(0, used, view.length)
    } else {
      if (this.#pending.length < left) this.#pending = new Uint8Array(Math.max(left, 8192))
      this.#pending.set(used === 0 ? view : view.subarray(used))
    }
    this.#pendingLength = left
  }

  /** Takes whole units from the front; returns how many bytes they had. */
  #consume(view: Uint8Array): number {
    let at = 0
    while (at < view.length) {
      let next: number
      if (this.#head !== null) next = this.#takeBody(view, at, this.#head)
      else if (view[at] === dollar) next = this.#takeFrame(view, at)
      else if (this.#looksLikeHead(view, at)) next = this.#takeHead(view, at)
      else next = this.#skipStray(view, at)
      if (next < 0) break
      at = next
    }
    return at
  }

  #takeFrame(view: Uint8Array, at: number): number {
    if (at + 4 > view.length) return -1
    const end = at + 4 + ((view[at + 2]! << 8) | view[at + 3]!)
    if (end > view.length) return -1
    this.#sink.frame(view[at + 1]!, view.subarray(at + 4, end))
    this.#strayBytes = 0
    return end
  }

  #looksLikeHead(view: Uint8Array, at: number): boolean {
    const byte = view[at]!
    return byte >= 0x41 && byte <= 0x5a
  }

  #skipStray(view: Uint8Array, at: number): number {
    let end = at + 1
    while (end < view.length && view[end] !== dollar && !this.#looksLikeHead(view, end)) end++
    this.#countStray(end - at)
    return end
  }

  #countStray(bytes: number): void {
    this.#strayBytes += bytes
    if (this.#strayBytes > maxStrayBytes) throw new RtspParseError('too many bytes that are not RTSP')
  }

  #takeHead(view: Uint8Array, at: number): number {
    // A capital letter among stray bytes is no message: a start line is printable and names RTSP.
    const line = startLine(view, at)
    if (line === 'unfinished') return -1
    if (line === 'stray') {
      this.#countStray(1)
      return at + 1
    }
    const end = this.#endOfHead(view, at)
    if (end < 0) {
      if (view.length - at > maxHeadBytes) throw new RtspParseError('the header is too long')
      return -1
    }
    this.#searched = 0
    if (end - at > maxHeadBytes) throw new RtspParseError('the header is too long')
    this.#head = parseHead(Buffer.from(view.buffer, view.byteOffset + at, end - at).toString('latin1'))
    if (this.#head === null) this.#countStray(end - at)
    else this.#strayBytes = 0
    // A message without a body is whole now, even when no further byte follows.
    return this.#head?.bodyBytes === 0 ? this.#takeBody(view, end, this.#head) : end
  }

  /** Index after the blank line; line ends may be CRLF or LF alone. */
  #endOfHead(view: Uint8Array, at: number): number {
    for (let i = Math.max(at, this.#searched); i < view.length; i++) {
      if (view[i] !== lineFeed) continue
      if (view[i + 1] === lineFeed) return i + 2
      if (view[i + 1] === 0x0d && view[i + 2] === lineFeed) return i + 3
    }
    // The head begins at the front of the pending bytes once the units before it are dropped.
    this.#searched = at === 0 ? Math.max(0, view.length - 3) : 0
    return -1
  }

  #takeBody(view: Uint8Array, at: number, head: Head): number {
    const end = at + head.bodyBytes
    if (end > view.length) return -1
    this.#head = null
    this.#sink.message(head.build(new Uint8Array(view.subarray(at, end))))
    return end
  }
}

const maxStartLineBytes = 2048
const maxMethodBytes = 25

const isMethodByte = (byte: number) => (byte >= 0x41 && byte <= 0x5a) || byte === 0x5f
const isTextByte = (byte: number) => byte >= 0x20 || byte === 0x0d || byte === 0x09

/**
 * Whether a message starts here. Judges by what comes first, so that the answer never depends on how the bytes were
 * split: a method or `RTSP/`, then a line of text.
 */
function startLine(view: Uint8Array, at: number): 'ok' | 'stray' | 'unfinished' {
  let end = at
  while (end < view.length && end - at <= maxMethodBytes && isMethodByte(view[end]!)) end++
  if (end === view.length) return end - at <= maxMethodBytes ? 'unfinished' : 'stray'
  const isVersion = view[end] === 0x2f && end - at === 4 && view[at] === 0x52 && view[at + 1] === 0x54
  if (!isVersion && (view[end] !== 0x20 || end - at < 2)) return 'stray'
  const limit = Math.min(view.length, at + maxStartLineBytes)
  while (end < limit && isTextByte(view[end]!)) end++
  if (end === limit) return limit < at + maxStartLineBytes ? 'unfinished' : 'stray'
  if (view[end] !== lineFeed) return 'stray'
  const text = Buffer.from(view.buffer, view.byteOffset + at, end - at)
    .toString('latin1')
    .trimEnd()
  return statusLine.test(text) || requestLine.test(text) ? 'ok' : 'stray'
}

function parseHead(text: string): Head | null {
  const lines = text.split(/\r?\n/)
  const headers = new Headers()
  let last: { name: string; value: string } | null = null
  const flush = () => {
    if (last !== null) headers.append(last.name, last.value)
    if (headers.size > maxHeaderFields) throw new RtspParseError('too many header fields')
  }
  for (const line of lines.slice(1)) {
    if (line === '') continue
    const folded = /^[ \t]+(.*)$/.exec(line)
    if (folded && last !== null) {
      last = { name: last.name, value: `${last.value} ${folded[1]!.trim()}` }
      continue
    }
    const colon = line.indexOf(':')
    if (colon <= 0) continue
    flush()
    last = { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }
  }
  flush()
  const bodyBytes = contentLength(headers)
  const status = statusLine.exec(lines[0]!)
  if (status) {
    const [, code, reason = ''] = status
    return { bodyBytes, build: body => ({ kind: 'response', status: Number(code), reason, headers, body }) }
  }
  const request = requestLine.exec(lines[0]!)
  if (!request) return null
  const [, method, uri] = request
  return { bodyBytes, build: body => ({ kind: 'request', method: method!, uri: uri!, headers, body }) }
}

function contentLength(headers: Headers): number {
  const text = headers.get('content-length')
  if (text === null || !/^\d+$/.test(text)) return 0
  const length = Number(text)
  if (length > maxBodyBytes) throw new RtspBodyTooLong('the body is too long')
  return length
}
