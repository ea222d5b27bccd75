import { wireType, writeWireHeader } from '@nightjar/shared/live/wire.ts'
import type { PicturePacket } from './packet.ts'
import type { RunStart } from './track.ts'

/** Seconds on the wall clock of the run at which a packet is shown. */
function wireTimestamp(run: RunStart, packet: PicturePacket): number {
  const { video, audio } = run.description
  const clockRate = packet.kind === 'video' ? video.clockRate : (audio?.clockRate ?? video.clockRate)
  return run.wallStartMs / 1000 + packet.pts / clockRate
}

/** Writes the header of the wire message that a packet becomes. @param target of at least `wireHeaderLength` bytes. */
export function writePacketHeader(target: Uint8Array, run: RunStart, packet: PicturePacket): void {
  writeWireHeader(target, {
    type: packet.kind === 'video' ? wireType.video : wireType.audio,
    keyframe: packet.keyframe,
    damaged: packet.damaged ?? false,
    timestamp: wireTimestamp(run, packet),
  })
}
