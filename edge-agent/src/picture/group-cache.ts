import type { PicturePacket } from '../media/packet.ts'

/** The packets since the last keyframe, so that a newcomer sees a picture at once. */
export class GroupCache {
  readonly #maxBytes: number
  #packets: PicturePacket[] = []
  #bytes = 0

  /** @param maxBytes a group that grows beyond is given up; newcomers then wait for the next keyframe. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  get packets(): readonly PicturePacket[] {
    return this.#packets
  }

  /** Whether it keeps the packet; it then gives it back when the group is over. */
  add(packet: PicturePacket): boolean {
    if (packet.kind === 'video' && packet.keyframe) this.clear()
    else if (this.#packets.length === 0) return false
    if (this.#bytes + packet.byteLength > this.#maxBytes) {
      this.clear()
      return false
    }
    this.#packets.push(packet)
    this.#bytes += packet.byteLength
    return true
  }

  clear(): void {
    for (const { lease } of this.#packets) lease?.done()
    this.#packets = []
    this.#bytes = 0
  }
}
