import {
  type StreamHead,
  streamHeadSchema,
  type WireControl,
  wireControlSchema,
} from '@nightjar/shared/live/stream-head.ts'
import { readWireHeader, wireHeaderLength, wireType } from '@nightjar/shared/live/wire.ts'

/** One access unit or audio frame; `timestamp` in seconds on the wall clock of the run. */
export interface MediaPacket {
  readonly timestamp: number
  readonly keyframe: boolean
  readonly data: Uint8Array<ArrayBuffer>
}

export type WireMessage =
  | { readonly kind: 'head'; readonly head: StreamHead }
  | { readonly kind: 'video'; readonly packet: MediaPacket }
  | { readonly kind: 'audio'; readonly packet: MediaPacket }
  | { readonly kind: 'control'; readonly control: WireControl }
  | { readonly kind: 'metadata' }

/** What a binary message says; null for one that cannot be read, which is skipped. */
export function readWireMessage(message: Uint8Array<ArrayBuffer>): WireMessage | null {
  const header = readWireHeader(message)
  if (header === null) return null
  const data = message.subarray(wireHeaderLength)
  switch (header.type) {
    case wireType.video:
      return { kind: 'video', packet: { timestamp: header.timestamp, keyframe: header.keyframe, data } }
    case wireType.audio:
      return { kind: 'audio', packet: { timestamp: header.timestamp, keyframe: true, data } }
    case wireType.description: {
      const head = streamHeadSchema.safeParse(readJson(data))
      return head.success ? { kind: 'head', head: head.data } : null
    }
    case wireType.control: {
      const control = wireControlSchema.safeParse(readJson(data))
      return control.success ? { kind: 'control', control: control.data } : null
    }
    default:
      return { kind: 'metadata' }
  }
}

function readJson(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data))
  } catch {
    return null
  }
}
