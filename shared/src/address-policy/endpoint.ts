import ipaddr from 'ipaddr.js'
import { readAddress } from './read-address.ts'

export interface EndpointParts {
  readonly scheme: 'rtsp' | 'rtsps'
  /** Name or address; IPv6 without brackets. */
  readonly host: string
  readonly port: number
}

/**
 * Scheme, host and port in one spelling: the port always written, names in lower case without a final dot, IPv6 as
 * RFC 5952 has it, an IPv4 address within IPv6 as that IPv4 address. Nothing is resolved: a name and its address are
 * two endpoints, because whoever runs the name server decides what it leads to.
 * @returns such as `rtsp://10.0.0.5:554` or `rtsps://[fd12::5]:322`.
 */
export function endpointOf({ scheme, host, port }: EndpointParts): string {
  const address = readAddress(host)
  const name = host.toLowerCase().replace(/\.$/, '')
  const shown = address instanceof ipaddr.IPv6 ? `[${address.toRFC5952String()}]` : (address?.toString() ?? name)
  return `${scheme}://${shown}:${port}`
}

/**
 * Whether a password that was entered for these endpoints may go to this one: the same host and port, and the same
 * scheme, or TLS where there was none.
 * @param entered and `wanted` as {@link endpointOf} writes them.
 */
export const mayGoTo = (entered: readonly string[], wanted: string): boolean =>
  entered.includes(wanted) || entered.includes(wanted.replace(/^rtsps:/, 'rtsp:'))
