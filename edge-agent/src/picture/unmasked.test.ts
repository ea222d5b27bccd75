import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CameraPacket, PicturePacket } from '../media/packet.ts'
import type { PictureSink } from '../media/picture-source.ts'
import type { Capture, PassthroughOptions } from './passthrough.ts'
import { asUnmasked } from './unmasked.ts'

interface Camera {
  readonly cameraId: string
  readonly mask: { readonly version: number; readonly geometryHash: string } | null
}
const mask = { version: 1, geometryHash: '0'.repeat(64) }

test('only an explicit "no mask" opens the gate to unmasked pictures', () => {
  assert.equal(asUnmasked<Camera>({ cameraId: 'a', mask: null }).cameraId, 'a')
  for (const value of [mask, {}, undefined, false, 0, ''] as (typeof mask)[]) {
    assert.throws(() => asUnmasked<Camera>({ cameraId: 'a', mask: value }), { code: 'camera.masked-unsupported' })
  }
})

/** Checked by the compiler: each of these lines would be a way past the mask, and must stay an error. */
export function mustNotCompile(camera: Camera, raw: CameraPacket, sink: PictureSink, rest: PassthroughOptions): void {
  // @ts-expect-error a raw packet is no picture
  const picture: PicturePacket = raw
  // @ts-expect-error a raw packet cannot be handed to a sink
  sink.packet(raw)
  // @ts-expect-error a camera that was not examined has no passthrough source
  const options: PassthroughOptions = { ...rest, camera }
  // @ts-expect-error nor has one that merely says so
  const claimed: PassthroughOptions = { ...rest, camera: { mask: null } }
  // @ts-expect-error what capture delivers cannot be subscribed to as pictures
  const capture: Capture = async (events: { packet(packet: PicturePacket): void }) => void events
  void [picture, options, claimed, capture]
}
