import { type AddressRules, judgeResolved } from '@nightjar/shared/address-policy/judge-address.ts'
import { isAddress, judgeHost } from '@nightjar/shared/address-policy/judge-host.ts'
import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import { type AddressRefusal, refusalSentences } from '@nightjar/shared/address-policy/refusal.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Network } from '../platform/network.ts'

/**
 * What the agent may open a connection to on behalf of a camera (R49): a camera is somewhere on the site's network,
 * never this machine, its links or a cloud's metadata service.
 */
export interface AddressPolicy {
  readonly allowLoopback: LoopbackAllowance
}

/** Where a camera is said to be. */
export interface CameraEndpoint {
  /** A name or an address; IPv6 without brackets. */
  readonly host: string
  readonly port: number
}

function throwIfRefused(refusal: AddressRefusal | null): void {
  if (refusal === null) return
  const message = refusalSentences[refusal]
  throw new AppError('camera.source-refused', { message, fields: [{ pointer: '/url', detail: message }] })
}

/**
 * Resolves the camera's host once and judges every address it has; the caller connects to what is returned and never
 * resolves again, so that a name cannot change its mind in between.
 * @returns the addresses to try, IPv4 first.
 * @throws AppError `camera.source-refused`, or `camera.name-unknown` when the name does not resolve.
 */
export async function resolveCameraAddress(
  { host, port }: CameraEndpoint,
  policy: AddressPolicy,
  network: Network,
): Promise<string[]> {
  const rules: AddressRules = { loopback: policy.allowLoopback, ownAddresses: network.ownAddresses() }
  throwIfRefused(judgeHost(host, port, rules))
  if (isAddress(host)) return [host]
  const addresses = await network.resolve(host).catch(cause => {
    throw new AppError('camera.name-unknown', { detail: 'the name does not resolve', cause })
  })
  if (addresses.length === 0) throw new AppError('camera.name-unknown', { detail: 'the name has no address' })
  for (const address of addresses) throwIfRefused(judgeResolved(address, port, rules))
  return [...addresses].sort((a, b) => Number(a.includes(':')) - Number(b.includes(':'))).slice(0, 4)
}
