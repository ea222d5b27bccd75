/** Header fields in order of arrival; names compare without case (RFC 2326 4.2). */
export class Headers {
  readonly #fields: { name: string; value: string }[] = []

  append(name: string, value: string): void {
    this.#fields.push({ name: name.toLowerCase(), value })
  }

  /** The first field of that name (lower case), or null. */
  get(name: string): string | null {
    for (const field of this.#fields) if (field.name === name) return field.value
    return null
  }

  /** Every field of that name (lower case). */
  all(name: string): string[] {
    return this.#fields.filter(field => field.name === name).map(field => field.value)
  }

  get size(): number {
    return this.#fields.length
  }
}

export interface RtspResponse {
  readonly kind: 'response'
  readonly status: number
  readonly reason: string
  readonly headers: Headers
  readonly body: Uint8Array
}

/** What a server asks of us, such as OPTIONS or SET_PARAMETER as its own keep-alive. */
export interface RtspServerRequest {
  readonly kind: 'request'
  readonly method: string
  readonly uri: string
  readonly headers: Headers
  readonly body: Uint8Array
}

export type RtspMessage = RtspResponse | RtspServerRequest

export type RtspMethod = 'OPTIONS' | 'DESCRIBE' | 'SETUP' | 'PLAY' | 'GET_PARAMETER' | 'TEARDOWN'

function clean(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a value would forge a header
  return value.replace(/[\x00-\x1f\x7f]/g, ' ')
}

/** A request as it goes on the wire (RFC 2326 6). Values lose control characters, so none can forge a header. */
export function formatRequest(
  method: RtspMethod,
  uri: string,
  headers: readonly (readonly [string, string])[],
): string {
  const lines = headers.map(([name, value]) => `${name}: ${clean(value)}\r\n`)
  return `${method} ${clean(uri).replaceAll(' ', '%20')} RTSP/1.0\r\n${lines.join('')}\r\n`
}

export function formatResponse(status: number, reason: string, cseq: string | null): string {
  return `RTSP/1.0 ${status} ${reason}\r\n${cseq === null ? '' : `CSeq: ${clean(cseq)}\r\n`}\r\n`
}
