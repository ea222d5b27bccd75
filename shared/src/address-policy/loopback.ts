/**
 * Loopback and the agent's own addresses: never, always (rigs), or for exactly these `host:port` pairs, the host being
 * the literal address (IPv6 in brackets). Set by the agent's own start options, never by the API.
 */
export type LoopbackAllowance = 'none' | 'any' | readonly string[]

/** @param address in its canonical text, IPv6 without brackets. */
export function isLoopbackAllowed(allowance: LoopbackAllowance, address: string, port: number): boolean {
  if (typeof allowance === 'string') return allowance === 'any'
  return allowance.includes(`${address.includes(':') ? `[${address}]` : address}:${port}`)
}

/** Pairs are meant literally: whoever adds cameras also chooses names, and a name can point anywhere. */
export const loopbackByName = (allowance: LoopbackAllowance): LoopbackAllowance =>
  typeof allowance === 'string' ? allowance : 'none'
