import ipaddr from 'ipaddr.js'
import { isLoopbackAllowed, type LoopbackAllowance, loopbackByName } from './loopback.ts'
import { type Address, readAddress } from './read-address.ts'
import type { AddressRefusal } from './refusal.ts'

export interface AddressRules {
  readonly loopback: LoopbackAllowance
  /** Addresses of the machine that would connect; empty where another one judges before it does. */
  readonly ownAddresses: readonly string[]
}

/** Cloud metadata and wire servers, some in ranges that are otherwise fit for cameras. */
const metadataAddresses = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '192.0.0.192'])
/** Nothing that tunnels or translates to IPv4 (6to4, Teredo, NAT64): what it leads to could not be judged. */
const cameraRanges = new Set(['private', 'unicast', 'carrierGradeNat', 'uniqueLocal'])
/** ::a.b.c.d (RFC 4291 2.5.5.1), which passes for unicast. */
const compatible = ipaddr.parseCIDR('::/96')
/** TEST-NET-1..3 and 2001:db8::/32 (RFC 5737, 3849): nobody is there, so "unreachable" is the honest answer. */
const documentation = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32'].map(ipaddr.parseCIDR)

const isWithin = (address: Address, [net, bits]: [Address, number]): boolean =>
  net.kind() === address.kind() && address.match(net as ipaddr.IPv4 & ipaddr.IPv6, bits)

const canonical = (text: string): string => readAddress(text.replace(/%.*$/, ''))?.toString() ?? text

/** Whether a camera can be at this address; null: it can. */
export function judgeAddress(text: string, port: number, rules: AddressRules): AddressRefusal | null {
  // Zones are of link-local addresses, and a text that carries one would be equal to no other.
  if (text.includes('%')) return 'range'
  const address = readAddress(text)
  if (address === null) return 'invalid'
  const normal = address.toString()
  if (metadataAddresses.has(normal)) return 'metadata'
  const range = address.range()
  if (range === 'loopback' || rules.ownAddresses.map(canonical).includes(normal)) {
    return isLoopbackAllowed(rules.loopback, normal, port) ? null : 'own'
  }
  if (documentation.some(net => isWithin(address, net))) return null
  return cameraRanges.has(range) && !isWithin(address, compatible) ? null : 'range'
}

/** As {@link judgeAddress}, for an address that a name led to. */
export const judgeResolved = (text: string, port: number, rules: AddressRules): AddressRefusal | null =>
  judgeAddress(text, port, { ...rules, loopback: loopbackByName(rules.loopback) })
