import { randomBytes } from 'node:crypto'
import { v7 } from 'uuid'

/** All randomness in the agent comes through this interface, so that a seeded simulation can own it. */
export interface Random {
  bytes(length: number): Uint8Array
  /** Uniform in [0, 1). */
  fraction(): number
  /** UUIDv7 (RFC 9562 5.7) for the given wall time in ms. */
  uuid(wallMs: number): string
}

/** A {@link Random} whose every answer derives from one source of bytes. */
export function randomFrom(bytes: (length: number) => Uint8Array): Random {
  return {
    bytes,
    fraction: () => {
      const b = bytes(4)
      return new DataView(b.buffer, b.byteOffset, 4).getUint32(0) / 2 ** 32
    },
    uuid: wallMs => v7({ msecs: Math.max(0, Math.floor(wallMs)), random: bytes(16) }),
  }
}

export const systemRandom: Random = randomFrom(length => randomBytes(length))
