const pageBytes = 4096

/** The bytes of one file, in the cache and on the platter. */
export class SimulatedFile {
  #cached: Buffer
  #durable: Buffer

  constructor(content: Buffer = Buffer.alloc(0)) {
    this.#cached = content
    this.#durable = content
  }

  get size(): number {
    return this.#cached.length
  }

  content(): Uint8Array {
    return Uint8Array.from(this.#cached)
  }

  write(bytes: Uint8Array, position: number): void {
    const grown = Buffer.alloc(Math.max(this.#cached.length, position + bytes.length))
    this.#cached.copy(grown)
    grown.set(bytes, position)
    this.#cached = grown
  }

  read(target: Uint8Array, position: number): number {
    const bytes = this.#cached.subarray(position, position + target.length)
    target.set(bytes)
    return bytes.length
  }

  truncate(length: number): void {
    const cut = Buffer.alloc(length)
    this.#cached.copy(cut)
    this.#cached = cut
  }

  sync(): void {
    this.#durable = Buffer.from(this.#cached)
  }

  /** Each page that was not synced is there or not, as `fraction` has it; so is the new length. Lost pages are zeros. */
  afterPowerCut(fraction: () => number): SimulatedFile {
    const length = fraction() < 0.5 ? this.#cached.length : this.#durable.length
    const found = Buffer.alloc(length)
    this.#durable.copy(found)
    for (let at = 0; at < length; at += pageBytes) {
      if (fraction() < 0.5) this.#cached.copy(found, at, at, Math.min(at + pageBytes, this.#cached.length, length))
    }
    return new SimulatedFile(found)
  }
}
