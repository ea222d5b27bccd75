import type { CameraPacket, PacketFields, PicturePacket } from '../media/packet.ts'

/**
 * A picture of a camera that is not saved yet may be shown where no masked camera lives at the same host; null otherwise. Hosts are compared
 * as a whole, not by path: several addresses of one device can show the same scene.
 */
export function passHostGate(packet: CameraPacket, host: string, maskedHosts: readonly string[]): PicturePacket | null {
  return maskedHosts.includes(host) ? null : (packet as PacketFields as PicturePacket)
}
