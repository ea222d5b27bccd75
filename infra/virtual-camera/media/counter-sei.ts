import { escapeRbsp, unescapeRbsp } from './annex-b.ts'
import { nalType, type VideoCodec } from './codec.ts'

/** Names our user data among that of encoders and cameras. */
const uuid = Buffer.from('6e696768746a61722d7663616d2d3031', 'hex')
const userDataUnregistered = 5
const payloadBytes = uuid.length + 4 + 8

export interface FrameStamp {
  readonly counter: number
  /** When the picture was taken, milliseconds since 1970 UTC. */
  readonly utcMs: number
}

/** user_data_unregistered (H.264 D.1.7, H.265 D.2.7): our UUID, counter (u32), UTC milliseconds (u64), big endian. */
export function stampNal(codec: VideoCodec, stamp: FrameStamp): Buffer {
  const rbsp = Buffer.alloc(2 + payloadBytes + 1)
  rbsp[0] = userDataUnregistered
  rbsp[1] = payloadBytes
  uuid.copy(rbsp, 2)
  rbsp.writeUInt32BE(stamp.counter >>> 0, 18)
  rbsp.writeBigUInt64BE(BigInt(Math.floor(stamp.utcMs)), 22)
  rbsp[30] = 0x80
  const header = codec === 'h264' ? [0x06] : [39 << 1, 1]
  return Buffer.concat([Buffer.from(header), escapeRbsp(rbsp)])
}

/** Null for any NAL unit that is not our stamp. */
export function readStamp(codec: VideoCodec, nal: Buffer): FrameStamp | null {
  if (nalType(codec, nal) !== (codec === 'h264' ? 6 : 39)) return null
  const rbsp = unescapeRbsp(nal.subarray(codec === 'h264' ? 1 : 2))
  if (rbsp.length < 2 + payloadBytes || rbsp[0] !== userDataUnregistered) return null
  if (!rbsp.subarray(2, 18).equals(uuid)) return null
  return { counter: rbsp.readUInt32BE(18), utcMs: Number(rbsp.readBigUInt64BE(22)) }
}
