import { AppError } from '@nightjar/shared/errors/app-error.ts'
import ipaddr from 'ipaddr.js'
import type { Network } from '../platform/network.ts'

/**
 * What the agent may open a connection to on behalf of a camera (R49): a camera is somewhere on the site's network,
 * never this machine, its links or a cloud's metadata service.
 */
export interface AddressPolicy {
  /**
   * Loopback and this machine's own addresses: never, always (rigs), or for exactly these `host:port` pairs, the host
   * being the literal address (IPv6 in brackets). Set by the agent's own start options, never by the API.
   */
  readonly allowLoopback: 'none' | 'any' | readonly string[]
}

/** Where a camera is said to be. */
export interface CameraEndpoint {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string
  readonly port: number
}

/** Cloud metadata and wire servers that sit in ranges which are otherwise fit for cameras. */
const metadataAddresses = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '192.0.0.192'])
const allowedRanges = new Set([
  'private',
  'unicast',
  'carrierGradeNat',
  'uniqueLocal',
  'benchmarking',
  'as112',
  'as112v6',
])
/** TEST-NET-1..3 and 2001:db8::/32 (RFC 5737, 3849): nobody is there, so "unreachable" is the honest answer. */
const documentation: ReadonlyArray<[ipaddr.IPv4 | ipaddr.IPv6, number]> = [
  ipaddr.parseCIDR('192.0.2.0/24'),
  ipaddr.parseCIDR('198.51.100.0/24'),
  ipaddr.parseCIDR('203.0.113.0/24'),
  ipaddr.parseCIDR('2001:db8::/32'),
]

function refuse(message: string): AppError {
  return new AppError('camera.source-refused', { message, fields: [{ pointer: '/url', detail: message }] })
}

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 {
  const address = ipaddr.parse(text)
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress()) return address.toIPv4Address()
  return address
}

function isDocumentation(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return documentation.some(([net, bits]) => net.kind() === address.kind() && address.match(net, bits))
}

function isLoopbackAllowed(policy: AddressPolicy, address: string, port: number): boolean {
  if (typeof policy.allowLoopback === 'string') return policy.allowLoopback === 'any'
  const host = address.includes(':') ? `[${address}]` : address
  return policy.allowLoopback.includes(`${host}:${port}`)
}

/** Host texts that read as an address to some libraries only: octal, hexadecimal, one number, fewer than four parts. */
export function isOddNumericHost(host: string): boolean {
  if (!/^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*$/i.test(host)) return false
  return !/^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(host)
}

/** @throws AppError `camera.source-refused` when the agent must not connect to this address and port. */
export function checkAddress(text: string, port: number, policy: AddressPolicy, ownAddresses: readonly string[]): void {
  const address = parseAddress(text)
  const normal = address.toString()
  const own = new Set(ownAddresses.map(entry => parseAddress(entry.replace(/%.*$/, '')).toString()))
  if (metadataAddresses.has(normal)) throw refuse('This is the address of a cloud service, not of a camera.')
  const range = address.range()
  if (range === 'loopback' || own.has(normal)) {
    if (isLoopbackAllowed(policy, normal, port)) return
    throw refuse('This address is the agent itself, not a camera.')
  }
  if (!allowedRanges.has(range) && !isDocumentation(address)) {
    throw refuse('A camera cannot have this kind of address (link-local, multicast, broadcast or reserved).')
  }
}

/**
 * Resolves the camera's host once and judges every address it has; the caller connects to what is returned and never
 * resolves again, so that a name cannot change its mind in between.
 * @returns the addresses to try, IPv4 first.
 * @throws AppError `camera.source-refused`, or `camera.unreachable` when the name does not resolve.
 */
export async function resolveCameraAddress(
  camera: CameraEndpoint,
  policy: AddressPolicy,
  network: Network,
): Promise<string[]> {
  if (isOddNumericHost(camera.host)) throw refuse('Write the IP address as four decimal numbers.')
  const addresses = ipaddr.isValid(camera.host)
    ? [camera.host]
    : await network.resolve(camera.host).catch(cause => {
        throw new AppError('camera.unreachable', { message: 'The host name of the camera is not known.', cause })
      })
  if (addresses.length === 0) throw new AppError('camera.unreachable', { detail: 'the name has no address' })
  const own = network.ownAddresses()
  // Endpoints are meant literally: whoever adds cameras also chooses names, and a name can point anywhere.
  const isName = !ipaddr.isValid(camera.host)
  const applied: AddressPolicy = isName && typeof policy.allowLoopback !== 'string' ? { allowLoopback: 'none' } : policy
  for (const address of addresses) {
    if (!ipaddr.isValid(address)) throw refuse('The address of the camera cannot be read.')
    checkAddress(address, camera.port, applied, own)
  }
  return [...addresses].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':'))).slice(0, 4)
}
