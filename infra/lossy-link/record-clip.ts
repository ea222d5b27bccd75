import type { LossPolicy } from '@nightjar/edge-agent/capture/rtp/picture-chain.ts'
import type { CameraPacket } from '@nightjar/edge-agent/media/packet.ts'
import { testPicture } from '@nightjar/edge-agent/testing/packets.ts'
import { seededFraction } from '@nightjar/edge-agent/testing/seeded.ts'
import { inFolder, recordWhat } from '../integration/record/record-material.ts'
import { type Impairment, impair, schedule } from './impair.ts'
import { playability } from './playable.ts'
import { receiveClip, receptionStartMs } from './receive-clip.ts'
import type { RtpClip } from './rtp-clip.ts'

/** What is left of a clip, as shares of what was sent, 0 to 1. */
export interface Outcome {
  /** Seconds in which at least half of the pictures are decoded by ffmpeg. */
  readonly seconds: number
  /** Pictures that ffmpeg gave out. */
  readonly decoded: number
  /** Pictures that capture handed out, and those of them that it marked. */
  readonly kept: number
  readonly damaged: number
  /** Sum of what the manifests count, as a share too. */
  readonly counted: number
  /** Packets that were not there in time. */
  readonly lost: number
}

/** Sends the clip over a bad network into capture and recording, and the segments into ffmpeg. */
export const recordClip = (clip: RtpClip, how: Impairment, policy: LossPolicy, seed: number): Promise<Outcome> =>
  inFolder(async folder => {
    // The parameter sets, which the payloader sends once: a camera says them in its description too, which is not lost.
    const [sets, ...pictures] = schedule(clip.packets, clip.frameRate)
    const arrivals = [sets!, ...impair(pictures, how, seededFraction(seed))]
    let received: Awaited<ReturnType<typeof receiveClip>> | null = null
    const recorded = await recordWhat(folder, { segmentSeconds: 10, audio: false }, async recorder => {
      const events = {
        run: recorder.runStarted.bind(recorder),
        packet: (packet: CameraPacket) => recorder.packet(testPicture(packet)),
      }
      received = await receiveClip(arrivals, { codec: clip.codec, policy }, events)
    })
    const { depacketizer, sequence } = received!
    const { units, damaged } = depacketizer.counters
    const { frameRate } = clip
    const played = await playability(recorded, { fromMs: receptionStartMs, pictures: clip.pictures, frameRate })
    const counted = recorded.segments.reduce((sum, segment) => sum + (segment.damagedPictures ?? 0), 0)
    return {
      seconds: played.seconds,
      decoded: played.pictures,
      kept: units / clip.pictures,
      damaged: damaged / clip.pictures,
      counted: counted / clip.pictures,
      lost: sequence.lost / clip.packets.length,
    }
  })
