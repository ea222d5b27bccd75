import type { CameraPacket, PacketFields } from '../media/packet.ts'

/** Says that a packet came from a camera: only capture may, and it is the same object. */
export const cameraPacket = (packet: PacketFields): CameraPacket => packet as CameraPacket

/** What of a unit goes into its packet. */
export type PacketUnit = Pick<PacketFields, 'lease' | 'arrivedAtMs' | 'damaged' | 'recoveryFrames' | 'repeated'> & {
  readonly data: Uint8Array
}

/** @param pts ticks of its track since the run began. */
export function packetOf(kind: PacketFields['kind'], pts: number, keyframe: boolean, unit: PacketUnit): CameraPacket {
  const { data, lease, arrivedAtMs, damaged, recoveryFrames, repeated } = unit
  const fields = { kind, pts, keyframe, chunks: [data], byteLength: data.length, arrivedAtMs, lease }
  const recovery = recoveryFrames !== undefined && { recoveryFrames }
  return cameraPacket({ ...fields, ...(damaged && { damaged }), ...recovery, ...(repeated && { repeated }) })
}
