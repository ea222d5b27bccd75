/** One access unit or audio frame as RTP packets: made once, sent to everyone. */
export interface MediaUnit {
  readonly track: number
  readonly packets: readonly Buffer[]
  /** A receiver can begin here. Always true for audio. */
  readonly keyframe: boolean
}

export type Subscriber = (unit: MediaUnit) => void

const cache = new WeakMap<MediaUnit, Map<number, Buffer>>()

/** The unit for one interleaved channel (RFC 2326, 10.12), kept: nearly all receivers use the same channels. */
export function interleaved(unit: MediaUnit, channel: number): Buffer {
  const byChannel = cache.get(unit) ?? new Map<number, Buffer>()
  cache.set(unit, byChannel)
  let whole = byChannel.get(channel)
  if (!whole) {
    whole = Buffer.concat(unit.packets.flatMap(packet => [interleavedHeader(channel, packet.length), packet]))
    byChannel.set(channel, whole)
  }
  return whole
}

export const interleavedHeader = (channel: number, length: number): Buffer =>
  Buffer.from([0x24, channel, length >> 8, length & 0xff])
