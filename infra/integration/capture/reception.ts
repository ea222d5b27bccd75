import { createHash } from 'node:crypto'
import type { Agreement } from '@nightjar/edge-agent/capture/agreement.ts'
import { parseCameraUrl } from '@nightjar/edge-agent/capture/rtsp/url.ts'
import { RtspSource } from '@nightjar/edge-agent/capture/rtsp-source.ts'
import type { RunCause } from '@nightjar/edge-agent/capture/source.ts'
import type { CameraPacket } from '@nightjar/edge-agent/media/packet.ts'
import type { RunStart } from '@nightjar/edge-agent/media/track.ts'
import { systemNetwork } from '@nightjar/edge-agent/platform/network.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'

export const captureDeps = {
  clock: systemClock,
  network: systemNetwork,
  random: systemRandom,
  policy: { allowLoopback: 'any' },
} as const

export class Reception {
  readonly runs: { run: RunStart; cause: RunCause }[] = []
  readonly packets: CameraPacket[] = []
  transport: string | null = null
  /** What ended it, unless we did. */
  error: unknown = null
  readonly #stop = new AbortController()
  readonly #done: Promise<void>
  #waiting: { count: number; resolve: () => void } | null = null

  constructor(url: string, transport: TransportChoice = 'auto') {
    const source = new RtspSource(captureDeps, { url: parseCameraUrl(url), transport, tlsPin: null })
    const events = {
      accepted: ({ transport }: Agreement) => {
        this.transport = transport.over
      },
      run: (run: RunStart, cause: RunCause) => this.runs.push({ run, cause }),
      packet: (packet: CameraPacket) => this.#keep(packet),
    }
    this.#done = source.run(events, this.#stop.signal).catch(error => {
      if (!this.#stop.signal.aborted) this.error = error
      this.#waiting?.resolve()
    })
  }

  #keep(packet: CameraPacket): void {
    this.packets.push(packet)
    if (this.#waiting !== null && this.video.length >= this.#waiting.count) this.#waiting.resolve()
  }

  get video(): CameraPacket[] {
    return this.packets.filter(packet => packet.kind === 'video')
  }

  get audio(): CameraPacket[] {
    return this.packets.filter(packet => packet.kind === 'audio')
  }

  /** Resolves with that many pictures, or when the attempt has ended. */
  async pictures(count: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting = { count, resolve }
    if (this.video.length >= count || this.error !== null) resolve()
    await promise
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#done
  }
}

export const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')
export const bytesOf = (packet: CameraPacket) => Buffer.concat(packet.chunks)

/** Hashes of the NAL units of MP4 samples, in order. */
export function sampleNals(packets: readonly CameraPacket[]): string[] {
  return packets.flatMap(packet => {
    const sample = bytesOf(packet)
    const hashes: string[] = []
    for (let at = 0; at < sample.length; ) {
      const length = sample.readUInt32BE(at)
      hashes.push(md5(sample.subarray(at + 4, at + 4 + length)))
      at += 4 + length
    }
    return hashes
  })
}

/** The same of an Annex B stream as ffmpeg writes it, without what MP4 samples leave out. */
export function annexBNals(stream: Buffer, codec: 'h264' | 'h265'): string[] {
  const left = codec === 'h264' ? new Set([7, 8, 9, 12]) : new Set([32, 33, 34, 35, 38])
  const hashes: string[] = []
  let from = stream.indexOf('000001', 0, 'hex')
  while (from >= 0) {
    const next = stream.indexOf('000001', from + 3, 'hex')
    let end = next < 0 ? stream.length : next
    while (end > from && stream[end - 1] === 0) end--
    const nal = stream.subarray(from + 3, end)
    const type = codec === 'h264' ? nal[0]! & 0x1f : (nal[0]! >> 1) & 0x3f
    if (!left.has(type)) hashes.push(md5(nal))
    from = next
  }
  return hashes
}

/** The longest stretch of `reference` that is in `ours` in the same order without a hole. */
export function agreement(ours: readonly string[], reference: readonly string[]): number {
  const places = new Map<string, number[]>()
  for (const [i, hash] of ours.entries()) places.set(hash, [...(places.get(hash) ?? []), i])
  let best = 0
  for (let from = 0; from < reference.length - best; from++) {
    for (const at of places.get(reference[from]!) ?? []) {
      let count = 0
      while (from + count < reference.length && reference[from + count] === ours[at + count]) count++
      best = Math.max(best, count)
    }
  }
  return best
}
