export interface RoomLimits {
  /** Of all addresses together. */
  readonly total: number
  /** Of one address, as `addressBucket` counts them. */
  readonly perAddress: number
}

/** One that waits: `showOut` cuts its line. */
interface Guest {
  readonly showOut: () => void
}

/**
 * Those who hold a line and have not yet said who they are. Nobody is refused at this door: when an address has its
 * share, its oldest guest gives way; when the room is full, the oldest of the address that holds most places does. So
 * whoever speaks up soon gets in, however many silent lines one address holds, and many addresses cost each other only
 * their oldest.
 */
export class WaitingRoom {
  readonly #limits: RoomLimits
  readonly #crowded: (address: string, guests: number) => void
  /** Guests of each address, oldest first. */
  readonly #guests = new Map<string, Set<Guest>>()
  #size = 0

  /** @param crowded told each time that somebody has to give way, with the address and how many places it holds. */
  constructor(limits: RoomLimits, crowded: (address: string, guests: number) => void = () => undefined) {
    this.#limits = limits
    this.#crowded = crowded
  }

  get size(): number {
    return this.#size
  }

  /**
   * @param showOut cuts the line; called at most once, and not after the guest has left.
   * @returns the way out, to be taken when the guest has said who it is, or is gone; more than once does no harm.
   */
  enter(address: string, showOut: () => void): () => void {
    if ((this.#guests.get(address)?.size ?? 0) >= this.#limits.perAddress) this.#giveWay(address)
    else if (this.#size >= this.#limits.total) this.#giveWay(this.#greediest())
    const guest = { showOut }
    const own = this.#guests.get(address) ?? new Set()
    this.#guests.set(address, own.add(guest))
    this.#size++
    return () => void this.#leave(address, guest)
  }

  #leave(address: string, guest: Guest): boolean {
    const own = this.#guests.get(address)
    if (!own?.delete(guest)) return false
    this.#size--
    if (own.size === 0) this.#guests.delete(address)
    return true
  }

  /** Of several with as many, the one that came first. */
  #greediest(): string {
    let found = ''
    let most = 0
    for (const [address, { size }] of this.#guests) if (size > most) [found, most] = [address, size]
    return found
  }

  #giveWay(address: string): void {
    const own = this.#guests.get(address)
    const [oldest] = own ?? []
    if (!own || !oldest) return
    this.#crowded(address, own.size)
    if (this.#leave(address, oldest)) oldest.showOut()
  }
}
