/** What a server agreed to in its answer to SETUP (RFC 2326 12.39). */
export interface TransportHeader {
  readonly isTcp: boolean
  /** First of the interleaved channels; null where it does not say. */
  readonly channel: number | null
  /** RTP port of the server; null where it does not say. */
  readonly serverPort: number | null
}

/** Reads the first transport of the header; what is missing is null and the caller keeps what it asked for. */
export function parseTransportHeader(value: string | null): TransportHeader {
  const [protocol = '', ...parameters] = (value ?? '')
    .split(',')[0]!
    .split(';')
    .map(part => part.trim())
  let channel: number | null = null
  let serverPort: number | null = null
  for (const parameter of parameters) {
    const match = /^(interleaved|server_port)\s*=\s*(\d{1,5})/i.exec(parameter)
    if (!match) continue
    const number = Number(match[2])
    if (match[1]!.toLowerCase() === 'interleaved') channel = number <= 254 ? number : null
    else serverPort = number > 0 && number <= 65535 ? number : null
  }
  return { isTcp: /\/tcp$/i.test(protocol) || channel !== null, channel, serverPort }
}
