export interface Arrival {
  readonly packet: Uint8Array
  /** Ms. */
  readonly atMs: number
}

/** What a network does to datagrams, each independently of the others. */
export interface Impairment {
  /** Share of packets that never come, 0 to 1. */
  readonly loss?: number
  /** Share of packets that come later than they should, and by up to how much, ms. */
  readonly delayed?: { readonly share: number; readonly upToMs: number }
  /** Share of packets that come behind the one sent after them. */
  readonly swapped?: number
  /** Share of packets that come twice. */
  readonly doubled?: number
}

/** @param random uniform in [0, 1); seeded, so that a run can be had again. */
export function impair(sent: readonly Arrival[], how: Impairment, random: () => number): Arrival[] {
  const arrivals: Arrival[] = []
  for (const [i, { packet, atMs }] of sent.entries()) {
    if (random() < (how.loss ?? 0)) continue
    const isSwapped = random() < (how.swapped ?? 0)
    const isDelayed = random() < (how.delayed?.share ?? 0)
    const delayMs = isDelayed ? random() * how.delayed!.upToMs : 0
    const behindMs = isSwapped && sent[i + 1] ? sent[i + 1]!.atMs - atMs + 0.01 : 0
    const arrivesMs = atMs + Math.max(delayMs, behindMs)
    arrivals.push({ packet, atMs: arrivesMs })
    if (random() < (how.doubled ?? 0)) arrivals.push({ packet, atMs: arrivesMs + 1 + random() * 20 })
  }
  return arrivals.sort((a, b) => a.atMs - b.atMs)
}

/** When a camera sends the packets of a 90 kHz stream: each picture's evenly over half of the time to the next. */
export function schedule(packets: readonly Uint8Array[], frameRate: number): Arrival[] {
  const timestampOf = (packet: Uint8Array) => Buffer.from(packet.buffer, packet.byteOffset).readUInt32BE(4)
  const first = timestampOf(packets[0]!)
  const sent: Arrival[] = []
  for (let at = 0; at < packets.length; ) {
    const timestamp = timestampOf(packets[at]!)
    let end = at
    while (end < packets.length && timestampOf(packets[end]!) === timestamp) end++
    const fromMs = ((timestamp - first) >>> 0) / 90
    for (let i = at; i < end; i++) {
      sent.push({ packet: packets[i]!, atMs: fromMs + ((i - at) * 500) / frameRate / (end - at) })
    }
    at = end
  }
  return sent
}
