import { wireHeaderLength } from '@nightjar/shared/live/wire.ts'
import type { PicturePacket } from '../media/packet.ts'
import { writePacketHeader } from '../media/packet-header.ts'
import type { RunStart } from '../media/track.ts'

/** The packet as one wire message: its pieces are copied once, behind the header. */
export function wirePacket(run: RunStart, packet: PicturePacket): Uint8Array {
  const message = Buffer.allocUnsafe(wireHeaderLength + packet.byteLength)
  writePacketHeader(message, run, packet)
  let at = wireHeaderLength
  for (const chunk of packet.chunks) {
    message.set(chunk, at)
    at += chunk.byteLength
  }
  return message
}
