import ipaddr from 'ipaddr.js'

export type Address = ipaddr.IPv4 | ipaddr.IPv6

const part = '(0|[1-9]\\d{0,2})'
const plainIpv4 = new RegExp(`^${part}(\\.${part}){3}$`)

/**
 * The address in this text; IPv4 within IPv6 (::ffff:a.b.c.d) is that IPv4 address. Null for a name, for a zone id, and
 * for the spellings that only some libraries take for an address: octal, hexadecimal, one number, fewer than four parts.
 */
export function readAddress(text: string): Address | null {
  const colon = text.lastIndexOf(':')
  const dotted = text.slice(colon + 1)
  const hasDots = dotted.includes('.')
  if (text.includes('%') || (colon < 0 && !hasDots)) return null
  if (hasDots && !(plainIpv4.test(dotted) && ipaddr.IPv4.isValid(dotted))) return null
  if (colon < 0) return ipaddr.IPv4.parse(dotted)
  // The library takes ::a.b.c.d for ::ffff:a.b.c.d, which is another address.
  const hexadecimal = hasDots ? text.slice(0, colon + 1) + lastGroups(dotted) : text
  return ipaddr.IPv6.isValid(hexadecimal) ? ipaddr.process(hexadecimal) : null
}

function lastGroups(dotted: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(dotted).octets
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
}

/** IPv6, or made of numbers as libraries of old read them; then it is an address in a wrong spelling, never a name. */
export const looksNumeric = (host: string): boolean =>
  host.includes(':') || /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*$/i.test(host)

/** Four numbers between dots that are no address, such as 10.0.0.999, are a slip, not a spelling. */
export const isOddSpelling = (host: string): boolean => !host.includes(':') && !plainIpv4.test(host)
