import { sha256Hex } from '../domain/sha256.ts'

/** The id of the relay that starts now and keeps `secret` to itself: a UUIDv7 whose random bits come from the secret. */
export function relayIdOf(secret: string, startedAtMs: number): string {
  const time = startedAtMs.toString(16).padStart(12, '0')
  const hash = sha256Hex(new TextEncoder().encode(`nightjar relay ${secret}`))
  const variant = (8 + (Number.parseInt(hash[3]!, 16) % 4)).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-${variant}${hash.slice(4, 7)}-${hash.slice(7, 19)}`
}

/** Whether whoever shows `secret` is the relay of this id. All relays share one key, so the key alone does not tell. */
export const isRelayOf = (relayId: string, secret: string): boolean =>
  relayId === relayIdOf(secret, Number.parseInt(relayId.slice(0, 13).replace('-', ''), 16))
