/** An RTSP request (RFC 2326, 6). Header names in lower case; of repeated ones the last. */
export interface Request {
  readonly method: string
  readonly url: string
  readonly headers: ReadonlyMap<string, string>
}

const maxHeadBytes = 16_384

export interface RequestReader {
  /** Requests completed by these bytes. Interleaved RTCP from the client and bodies are passed over. @throws Error */
  push(bytes: Buffer): Request[]
}

export function createRequestReader(onInterleaved: (channel: number) => void): RequestReader {
  let pending: Buffer = Buffer.alloc(0)
  let bodyLeft = 0

  return {
    push(bytes) {
      pending = pending.length ? Buffer.concat([pending, bytes]) : bytes
      const requests: Request[] = []
      for (;;) {
        const before = pending.length
        const request = step()
        if (request) requests.push(request)
        else if (pending.length === before) return requests
      }
    },
  }

  /** Takes one thing off the front: part of a body, an interleaved frame, or a request. */
  function step(): Request | null {
    if (bodyLeft > 0) {
      const taken = Math.min(bodyLeft, pending.length)
      bodyLeft -= taken
      pending = pending.subarray(taken)
      return null
    }
    if (pending[0] === 0x24) {
      const whole = pending.length >= 4 ? 4 + pending.readUInt16BE(2) : Number.POSITIVE_INFINITY
      if (pending.length < whole) return null
      onInterleaved(pending[1] ?? 0)
      pending = pending.subarray(whole)
      return null
    }
    const end = pending.indexOf('\r\n\r\n')
    if (end < 0) {
      if (pending.length > maxHeadBytes) throw new Error('request head too long')
      return null
    }
    const request = parse(pending.toString('latin1', 0, end))
    pending = pending.subarray(end + 4)
    bodyLeft = Number(request.headers.get('content-length') ?? 0) || 0
    return request
  }
}

function parse(head: string): Request {
  const [first = '', ...lines] = head.replace(/^(\r\n)+/, '').split('\r\n')
  const [, method, url] = /^([A-Z_]+) (\S+) RTSP\/1\.0$/.exec(first) ?? []
  if (!method || !url) throw new Error('no RTSP request')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  return { method, url, headers }
}
