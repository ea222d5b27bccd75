import type { CameraPacket, PacketFields } from '../media/packet.ts'

/** Says that a packet came from a camera: only capture may, and it is the same object. */
export const cameraPacket = (packet: PacketFields): CameraPacket => packet as CameraPacket
