/** What a client asks for in SETUP (RFC 2326, 12.39), of the kinds a camera offers. */
export type TransportRequest =
  | { readonly kind: 'tcp'; readonly rtpChannel: number; readonly rtcpChannel: number }
  | { readonly kind: 'udp'; readonly rtpPort: number; readonly rtcpPort: number }

/** The first acceptable alternative of the header; null means 461. `nextChannel` serves clients that name none. */
export function parseTransport(header: string, nextChannel: number): TransportRequest | null {
  for (const alternative of header.split(',')) {
    const [protocol = '', ...parameters] = alternative.trim().split(';')
    const pair = (name: string): [number, number] | null => {
      const found = parameters.map(text => new RegExp(`^${name}=(\\d+)(?:-(\\d+))?$`).exec(text.trim())).find(Boolean)
      return found ? [Number(found[1]), Number(found[2] ?? Number(found[1]) + 1)] : null
    }
    if (/^RTP\/AVP\/TCP$/i.test(protocol)) {
      const [rtpChannel, rtcpChannel] = pair('interleaved') ?? [nextChannel, nextChannel + 1]
      if (rtpChannel <= 255 && rtcpChannel <= 255) return { kind: 'tcp', rtpChannel, rtcpChannel }
    }
    const ports = pair('client_port')
    if (/^RTP\/AVP(\/UDP)?$/i.test(protocol) && ports && !parameters.includes('multicast')) {
      return { kind: 'udp', rtpPort: ports[0], rtcpPort: ports[1] }
    }
  }
  return null
}
