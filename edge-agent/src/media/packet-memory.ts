/** Smallest slab, bytes: about a third of a second of a 3 Mb/s camera. */
const leastSlabBytes = 128 * 1024
/** What lies ready at most, over all sizes, bytes. */
const mostFreeBytes = 8 * 1024 * 1024

/**
 * Memory for the packets of all cameras of a process, used again and again. Left to the garbage collector, buffers of
 * this size come and go by megabytes a second outside of V8's heap, and it answers each few of them with a whole
 * collection.
 *
 * It is safe by default: a slab is used again only when every packet in it was shared by someone who knows all its
 * readers ({@link PacketLease.share}) and each of them has said that it is done. A packet that nobody shared, or a
 * reader that forgets, costs no more than memory that the collector takes.
 */
export class SlabPool {
  readonly #free = new Map<number, Uint8Array[]>()
  #freeBytes = 0

  /** Bytes that lie ready. */
  get freeBytes(): number {
    return this.#freeBytes
  }

  /** At least `bytes`, a power of two; what it held before may still stand in it. */
  take(bytes: number): Slab {
    let size = leastSlabBytes
    while (size < bytes) size *= 2
    const again = this.#free.get(size)?.pop()
    if (again) this.#freeBytes -= size
    return new Slab(again ?? Buffer.allocUnsafeSlow(size), this)
  }

  giveBack(bytes: Uint8Array): void {
    if (this.#freeBytes + bytes.length > mostFreeBytes) return
    const same = this.#free.get(bytes.length)
    if (same) same.push(bytes)
    else this.#free.set(bytes.length, [bytes])
    this.#freeBytes += bytes.length
  }
}

/** The pool of this process. */
export const packetSlabs = new SlabPool()

/** One piece of memory on its way through: the writer fills it with packets, then lets go of it. */
export class Slab {
  readonly bytes: Uint8Array
  readonly #pool: SlabPool
  /** The writer's own, and one for each packet. */
  #uses = 1

  constructor(bytes: Uint8Array, pool: SlabPool) {
    this.bytes = bytes
    this.#pool = pool
  }

  lease(): PacketLease {
    this.#uses++
    return new PacketLease(this)
  }

  /** One use is over: of a packet, or of the writer. */
  release(): void {
    this.#uses--
    if (this.#uses === 0) this.#pool.giveBack(this.bytes)
  }
}

/** Who still reads the bytes of one packet. */
export class PacketLease {
  readonly #slab: Slab
  /** null: not known, so the memory is not used again. */
  #readers: number | null = null

  constructor(slab: Slab) {
    this.#slab = slab
  }

  /**
   * Said once, by whoever hands the packet out: so many readers keep it beyond the call, and each will say
   * {@link done} exactly once.
   */
  share(readers: number): void {
    if (readers === 0) this.#slab.release()
    else this.#readers = readers
  }

  /** One more reader, while there still is one. */
  join(): void {
    if (this.#readers !== null) this.#readers++
  }

  /** A reader came who will not say when it is done. */
  keepForGood(): void {
    this.#readers = null
  }

  done(): void {
    if (this.#readers === null) return
    this.#readers--
    if (this.#readers > 0) return
    this.#readers = null
    this.#slab.release()
  }
}
