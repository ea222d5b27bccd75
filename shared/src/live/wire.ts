/**
 * The one format in which pictures travel between processes, to the relay and to the browser (little endian):
 * `u8 type | u8 flags | f64 timestamp | payload`. Timestamps are seconds on the wall clock of the run.
 */
export const wireHeaderLength = 10

export const wireType = {
  /** One access unit, each NAL unit behind its 4-byte big-endian length, without parameter sets. */
  video: 0,
  /** One audio frame, bare. */
  audio: 1,
  /** JSON detections. */
  metadata: 2,
  /** JSON {@link StreamHead}: comes before the first picture and again whenever it changes. */
  description: 3,
  /** JSON {@link WireControl}. */
  control: 4,
} as const
export type WireType = (typeof wireType)[keyof typeof wireType]

/** flags bit 0. */
export const keyframeFlag = 1
/** flags bit 1, from protocol 4: the picture was damaged by packet loss between camera and agent. Older readers pass it over. */
export const damagedFlag = 2

export interface WireHeader {
  readonly type: WireType
  readonly keyframe: boolean
  /** Left out where it is not. */
  readonly damaged?: boolean
  /** Seconds since the Unix epoch. */
  readonly timestamp: number
}

export function writeWireHeader(target: Uint8Array, header: WireHeader): void {
  const view = new DataView(target.buffer, target.byteOffset, wireHeaderLength)
  view.setUint8(0, header.type)
  view.setUint8(1, (header.keyframe ? keyframeFlag : 0) | (header.damaged ? damagedFlag : 0))
  view.setFloat64(2, header.timestamp, true)
}

/** The header of a message, or null where the bytes are no wire message (too short, unknown type, no finite time). */
export function readWireHeader(message: Uint8Array): WireHeader | null {
  if (message.byteLength < wireHeaderLength) return null
  const view = new DataView(message.buffer, message.byteOffset, wireHeaderLength)
  const type = view.getUint8(0)
  const timestamp = view.getFloat64(2, true)
  if (type > wireType.control || !Number.isFinite(timestamp)) return null
  const flags = view.getUint8(1)
  const header = { type: type as WireType, keyframe: (flags & keyframeFlag) !== 0, timestamp }
  return (flags & damagedFlag) === 0 ? header : { ...header, damaged: true }
}

/** A whole message in one buffer. */
export function wireMessage(header: WireHeader, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(wireHeaderLength + payload.byteLength)
  writeWireHeader(message, header)
  message.set(payload, wireHeaderLength)
  return message
}

export const wireJson = (type: WireType, timestamp: number, value: unknown): Uint8Array<ArrayBuffer> =>
  wireMessage({ type, keyframe: false, timestamp }, new TextEncoder().encode(JSON.stringify(value)))
