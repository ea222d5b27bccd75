import { type AddressRules, judgeAddress } from './judge-address.ts'
import { loopbackByName } from './loopback.ts'
import { isOddSpelling, looksNumeric, readAddress } from './read-address.ts'
import type { AddressRefusal } from './refusal.ts'

const metadataNames = new Set(['metadata', 'metadata.google.internal', 'instance-data', 'instance-data.ec2.internal'])

/**
 * Whether a camera can be at this host, by its text alone; what a name leads to is for `judgeResolved`.
 * @param host name or address, IPv6 without brackets.
 * @returns null when it can.
 */
export function judgeHost(host: string, port: number, rules: AddressRules): AddressRefusal | null {
  if (isAddress(host) || host.includes('%')) return judgeAddress(host, port, rules)
  if (looksNumeric(host)) return isOddSpelling(host) ? 'spelling' : 'invalid'
  return judgeName(host.toLowerCase().replace(/\.$/, ''), rules)
}

/** Whether there is nothing to resolve. */
export const isAddress = (host: string): boolean => readAddress(host) !== null

function judgeName(name: string, rules: AddressRules): AddressRefusal | null {
  if (name === 'localhost' || name.endsWith('.localhost') || /^ip6-(localhost|loopback)$/.test(name)) {
    return loopbackByName(rules.loopback) === 'any' ? null : 'own'
  }
  return metadataNames.has(name) ? 'metadata' : null
}
