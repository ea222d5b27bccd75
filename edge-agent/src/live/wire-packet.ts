import { wireHeaderLength, wireType, writeWireHeader } from '@nightjar/shared/live/wire.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { RunStart } from '../media/track.ts'

/** Seconds on the wall clock of the run at which a packet is shown. */
export function wireTimestamp(run: RunStart, packet: PicturePacket): number {
  const { video, audio } = run.description
  const clockRate = packet.kind === 'video' ? video.clockRate : (audio?.clockRate ?? video.clockRate)
  return run.wallStartMs / 1000 + packet.pts / clockRate
}

/** The packet as one wire message: its pieces are copied once, behind the header. */
export function wirePacket(run: RunStart, packet: PicturePacket): Uint8Array {
  const message = Buffer.allocUnsafe(wireHeaderLength + packet.byteLength)
  writeWireHeader(message, {
    type: packet.kind === 'video' ? wireType.video : wireType.audio,
    keyframe: packet.keyframe,
    timestamp: wireTimestamp(run, packet),
  })
  let at = wireHeaderLength
  for (const chunk of packet.chunks) {
    message.set(chunk, at)
    at += chunk.byteLength
  }
  return message
}
