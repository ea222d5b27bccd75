import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cameraPacket } from '../capture/camera-packet.ts'
import type { CameraPacket, PacketFields, PicturePacket } from '../media/packet.ts'
import type { PictureSink } from '../media/picture-source.ts'
import { passHostGate } from './host-gate.ts'

const fields: PacketFields = { kind: 'video', pts: 0, keyframe: true, chunks: [], byteLength: 0, arrivedAtMs: 0 }

test('a brand costs nothing: the packet stays the same object, with the same properties', () => {
  const before = Reflect.ownKeys(fields)
  const packet = cameraPacket(fields)
  assert.equal(packet, fields)
  assert.equal(passHostGate(packet, 'a', []), packet)
  assert.deepEqual(Reflect.ownKeys(packet), before)
})

/** Checked by the compiler: each of these lines would make a packet out of nothing or of the other kind. */
export function mustNotCompile(raw: CameraPacket, picture: PicturePacket, sink: PictureSink): void {
  const bytes = [new Uint8Array(1)]
  const picked = { kind: raw.kind, pts: raw.pts, keyframe: raw.keyframe, arrivedAtMs: raw.arrivedAtMs }
  const rewritten = { ...picked, chunks: raw.chunks, byteLength: raw.byteLength }
  const made = [
    // @ts-expect-error a literal is no picture packet
    { kind: 'video', pts: 0, keyframe: true, chunks: bytes, byteLength: 1, arrivedAtMs: 0 } satisfies PicturePacket,
    // @ts-expect-error nor is it a camera packet
    { kind: 'video', pts: 0, keyframe: true, chunks: bytes, byteLength: 1, arrivedAtMs: 0 } satisfies CameraPacket,
    // @ts-expect-error nor is one that claims the brand
    { ...fields, origin: 'picture' } satisfies PicturePacket,
    // @ts-expect-error a camera packet is no picture packet
    raw satisfies PicturePacket,
    // @ts-expect-error a picture packet is no camera packet
    picture satisfies CameraPacket,
    // @ts-expect-error the one cannot even be asserted to be the other
    raw as PicturePacket,
    // @ts-expect-error nor the other way
    picture as CameraPacket,
    // @ts-expect-error a copy of a camera packet is none
    { ...raw } satisfies PicturePacket,
    // @ts-expect-error a picture packet with a camera's bytes is none
    { ...picture, chunks: raw.chunks } satisfies PicturePacket,
    // @ts-expect-error a copy of a camera packet is not even a camera packet: only capture makes them
    { ...raw } satisfies CameraPacket,
  ]
  // @ts-expect-error field by field neither
  sink.packet(rewritten)
  // @ts-expect-error what both have in common is neither
  sink.packet(fields)
  void made
}
