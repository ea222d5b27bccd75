import ipaddr from 'ipaddr.js'

export type Cidr = [ipaddr.IPv4 | ipaddr.IPv6, number]

/** `10.0.0.0/8` or a single address. @throws Error where it is neither. */
export function parseCidr(text: string): Cidr {
  if (text.includes('/')) return ipaddr.parseCIDR(text)
  const address = ipaddr.parse(text)
  return [address, address.kind() === 'ipv4' ? 32 : 128]
}

/** One of another family it does not hold. */
const within = (address: ipaddr.IPv4 | ipaddr.IPv6, [range, bits]: Cidr): boolean =>
  address.kind() === range.kind() && address.match(range as ipaddr.IPv4 & ipaddr.IPv6, bits)

/**
 * The address that counts for limits and the audit. X-Forwarded-For is believed only from the right, hop by hop, for as
 * long as the hop that wrote it is a trusted proxy; everything further left is what a client may have made up.
 * @param peer the socket's remote address.
 */
export function clientAddress(peer: string, forwardedFor: string | undefined, trusted: readonly Cidr[]): string {
  const chain = [...(forwardedFor ? forwardedFor.split(',') : []), peer].map(hop => hop.trim())
  let last = peer
  for (const hop of chain.reverse()) {
    if (!ipaddr.isValid(hop)) return last
    const address = ipaddr.process(hop)
    last = address.toString()
    if (!trusted.some(range => within(address, range))) return last
  }
  return last
}

/** What a limit counts: one IPv4 address, or the /64 that an IPv6 household holds. */
export function addressBucket(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${(parsed as ipaddr.IPv6).parts
    .slice(0, 4)
    .map(part => part.toString(16))
    .join(':')}::/64`
}

/** Whether this socket address is that of a trusted proxy: who stands behind it, only its requests say. */
export function isTrustedProxy(peer: string | undefined, trusted: readonly Cidr[]): boolean {
  if (peer === undefined || !ipaddr.isValid(peer)) return false
  const address = ipaddr.process(peer)
  return trusted.some(range => within(address, range))
}
