import { H264Codec, H264Depacketizer } from '@nightjar/edge-agent/capture/rtp/h264.ts'
import { H265Codec, H265Depacketizer } from '@nightjar/edge-agent/capture/rtp/h265.ts'
import type { LossPolicy } from '@nightjar/edge-agent/capture/rtp/picture-chain.ts'
import { RtpReceiver } from '@nightjar/edge-agent/capture/rtp/receiver.ts'
import { RunBuilder } from '@nightjar/edge-agent/capture/run-builder.ts'
import type { SourceEvents } from '@nightjar/edge-agent/capture/source.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { Arrival } from './impair.ts'

export interface ReceiveOptions {
  readonly codec: 'h264' | 'h265'
  readonly policy: LossPolicy
  readonly isOrdered?: boolean
}

/** Wall time of the first packet, ms. */
export const receptionStartMs = 1_750_000_000_000
const tickMs = 40

/** What capture makes of packets that arrive like that, on a clock that stands still between them. */
export async function receiveClip(
  arrivals: readonly Arrival[],
  { codec, policy, isOrdered = false }: ReceiveOptions,
  events: SourceEvents,
): Promise<RtpReceiver> {
  const clock = new SimulatedClock(receptionStartMs)
  const startMs = clock.monotonicMs()
  const builder = new RunBuilder({
    clock,
    random: systemRandom,
    events,
    audio: null,
    videoClock: () => null,
    audioClock: () => null,
  })
  const depacketizer =
    codec === 'h264'
      ? new H264Depacketizer(new H264Codec([], null), unit => builder.video(unit), policy)
      : new H265Depacketizer(new H265Codec([], null), false, unit => builder.video(unit), policy)
  const receiver = new RtpReceiver({ depacketizer, payloadType: 96, clockRate: 90_000, isOrdered, ownSsrc: 1 })
  const stop = clock.every(tickMs, () => receiver.tick(clock.monotonicMs()))
  for (const { packet, atMs } of arrivals) {
    const waitMs = startMs + atMs - clock.monotonicMs()
    if (waitMs > 0) await clock.advance(waitMs)
    receiver.packet(packet, clock.monotonicMs())
  }
  await clock.advance(2000)
  stop()
  return receiver
}
