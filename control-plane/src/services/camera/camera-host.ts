import ipaddr from 'ipaddr.js'
import { refuseSource } from './refuse-source.ts'

/**
 * Cameras on the agent's own host. `any`: the agent was started so. A list: exactly these `host:port` pairs, which the
 * demo uses through the local command line. The api itself never grants it.
 */
export type LoopbackAllowance = 'none' | 'any' | readonly string[]

/** Cloud metadata and wire servers in ranges that are otherwise fit for cameras. */
const metadataAddresses = new Set(['100.100.100.200', '168.63.129.16', 'fd00:ec2::254', '192.0.0.192'])
const metadataNames = new Set(['metadata', 'metadata.google.internal', 'instance-data', 'instance-data.ec2.internal'])
/** `reserved` holds the documentation nets (RFC 5737): nobody is there, and the agent says so when it tries. */
const cameraRanges = new Set(['private', 'unicast', 'carrierGradeNat', 'uniqueLocal', 'benchmarking', 'reserved'])

/** The address that a URL parser sees in this text, so that 0177.0.0.1, 2130706433 and 0x7f.1 are what they are; null for a name. */
function addressOf(host: string): ipaddr.IPv4 | ipaddr.IPv6 | null {
  const url = URL.parse(host.includes(':') ? `http://[${host}]/` : `http://${host}/`)
  if (!url) return null
  const text = url.hostname.replace(/^\[|\]$/g, '')
  if (!ipaddr.isValid(text)) return null
  const address = ipaddr.parse(text)
  return address instanceof ipaddr.IPv6 ? embeddedIpv4(address) : address
}

/** The IPv4 address inside ::ffff:a.b.c.d, ::a.b.c.d, 64:ff9b::/96 (RFC 6052) and 2002::/16 (RFC 3056), where there is one. */
function embeddedIpv4(address: ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  const bytes = address.toByteArray()
  const range = address.range()
  if (range === 'ipv4Mapped' || range === 'rfc6052') return new ipaddr.IPv4(bytes.slice(12))
  if (range === '6to4') return new ipaddr.IPv4(bytes.slice(2, 6))
  const low = bytes.slice(12)
  const isCompatible = bytes.slice(0, 12).every(byte => byte === 0) && (low[0] !== 0 || low[1] !== 0 || low[2] !== 0)
  return isCompatible ? new ipaddr.IPv4(low) : address
}

function isAllowed(loopback: LoopbackAllowance, host: string, port: number): boolean {
  if (typeof loopback === 'string') return loopback === 'any'
  return loopback.includes(`${host.includes(':') ? `[${host}]` : host}:${port}`)
}

function isPlainIpv4(host: string): boolean {
  return /^(0|[1-9]\d{0,2})(\.(0|[1-9]\d{0,2})){3}$/.test(host)
}

/**
 * Whether a camera can be at this host, by its text alone: names are judged again by the agent when they resolve.
 * @throws AppError `camera.source-refused`.
 */
export function judgeHost(host: string, port: number, pointer: string, loopback: LoopbackAllowance): void {
  const address = addressOf(host)
  const looksNumeric = /^(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*$/i.test(host)
  if (address === null) {
    if (looksNumeric || host.includes(':')) throw refuseSource(pointer, 'The IP address is not valid.')
    judgeName(host, port, pointer, loopback)
    return
  }
  judgeAddress(address, port, pointer, loopback)
  if (looksNumeric && !isPlainIpv4(host)) {
    throw refuseSource(pointer, 'Write the IP address as four decimal numbers, e.g. 192.168.1.20.')
  }
}

function judgeName(host: string, port: number, pointer: string, loopback: LoopbackAllowance): void {
  if (host === 'localhost' || host.endsWith('.localhost') || /^ip6-(localhost|loopback)$/.test(host)) {
    if (isAllowed(loopback, host, port)) return
    throw refuseSource(pointer, 'This address is the agent itself; use the address of the camera in its network.')
  }
  if (metadataNames.has(host)) throw refuseSource(pointer, 'This is the address of a cloud service, not of a camera.')
}

function judgeAddress(
  address: ipaddr.IPv4 | ipaddr.IPv6,
  port: number,
  pointer: string,
  loopback: LoopbackAllowance,
): void {
  const range = address.range()
  if (range === 'loopback') {
    if (isAllowed(loopback, address.toString(), port)) return
    throw refuseSource(pointer, 'This address is the agent itself; use the address of the camera in its network.')
  }
  if (metadataAddresses.has(address.toString())) {
    throw refuseSource(pointer, 'This is the address of a cloud service, not of a camera.')
  }
  if (!cameraRanges.has(range) || isFutureUse(address)) {
    throw refuseSource(pointer, 'No camera has this kind of address (link-local, multicast, unspecified or reserved).')
  }
}

/** 240.0.0.0/4 (RFC 1112 4) shares the library's name `reserved` with the documentation nets, but cannot even be routed. */
function isFutureUse(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address instanceof ipaddr.IPv4 && address.toByteArray()[0]! >= 240
}

/** Host and port of a stored address: what may be logged of it, since some cameras want the password in the path. */
export const hostOf = (url: string): string => new URL(url.replace(/^rtsps?:/, 'http:')).host
