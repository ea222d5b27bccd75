/** Packets in order that prove a new sender (RFC 3550 A.1, MIN_SEQUENTIAL). */
const minSequential = 2
/** Kept until a new sender is proven: what it sent meanwhile, even on a network that turns every pair around. */
const maxHeld = 64
/** Packets of the known sender after which a stray one is forgotten. */
const patience = 64

export interface HeldPacket {
  /** A buffer of its own. */
  readonly packet: Uint8Array
  readonly sequence: number
  readonly arrivedAtMs: number
}

/** A sender with another SSRC is followed once it has sent two packets in order (RFC 3550 A.1), with all that it sent. */
export class Probation {
  #ssrc: number | null = null
  #held: HeldPacket[] = []
  #expected = 0
  #ownSince = 0

  /** A packet of the sender that is followed now. */
  own(): void {
    if (this.#ssrc === null) return
    if (++this.#ownSince >= patience) this.clear()
    // Two senders that take turns are none that follows the other.
    this.#expected = -1
  }

  /** @returns all packets of the new sender, in its order, once it is proven; null until then. */
  foreign(packet: Uint8Array, ssrc: number, sequence: number, arrivedAtMs: number): HeldPacket[] | null {
    if (ssrc !== this.#ssrc) {
      this.clear()
      this.#ssrc = ssrc
      this.#expected = -1
    }
    this.#ownSince = 0
    const isProven = sequence === this.#expected && this.#held.length >= minSequential - 1
    // A copy of its own type: `Buffer.slice` would not copy.
    this.#held.push({ packet: new Uint8Array(packet), sequence, arrivedAtMs })
    if (this.#held.length > maxHeld) this.#held.shift()
    this.#expected = (sequence + 1) & 0xffff
    if (!isProven) return null
    const first = this.#held[0]!.sequence
    const offset = (held: HeldPacket) => ((held.sequence - first + 0x8000) & 0xffff) - 0x8000
    const proven = this.#held.toSorted((a, b) => offset(a) - offset(b))
    this.clear()
    return proven
  }

  clear(): void {
    this.#ssrc = null
    this.#held = []
    this.#ownSince = 0
  }
}
