import { cameraPacket } from '../capture/camera-packet.ts'
import type { CameraPacket, PacketFields, PicturePacket } from '../media/packet.ts'

function fields(change: Partial<PacketFields>): PacketFields {
  const { chunks = [] } = change
  const byteLength = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  return { kind: 'video', pts: 0, keyframe: true, chunks, byteLength, arrivedAtMs: 0, ...change }
}

/** A packet that no source has examined: for tests and benches, which make up what they record and show. */
export const testPicture = (change: Partial<PacketFields> = {}): PicturePacket => fields(change) as PicturePacket

export const testCameraPacket = (change: Partial<PacketFields> = {}): CameraPacket => cameraPacket(fields(change))
