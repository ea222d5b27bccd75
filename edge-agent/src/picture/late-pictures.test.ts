import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { parseCameraUrl } from '../capture/rtsp/url.ts'
import { RtspSource } from '../capture/rtsp-source.ts'
import { StoringCamera } from '../capture/testing/storing-camera.ts'
import type { PicturePacket } from '../media/packet.ts'
import { testRandom } from '../testing/records.ts'
import { PassthroughSource } from './passthrough.ts'
import { asUnmasked } from './unmasked.ts'

/** After 18 s its keyframes are recovery points (H.264 D.2.8), in one packet with a slice. */
class CameraWithoutIdr extends StoringCamera {
  override nal(number: number): Uint8Array {
    const nal = super.nal(number)
    if (!this.isKeyframe(number) || number <= 180) return nal
    nal[0] = 0x61
    const sei = [6, 6, 1, 0x84, 0x80]
    return Buffer.concat([Buffer.from([0x18, 0, sei.length, ...sei, nal.length >> 8, nal.length & 255]), nal])
  }
}

/** A camera of ten pictures a second that somebody watches, over a link that can be held; monotonic 0 is its first picture. */
async function scene(Camera: typeof StoringCamera = StoringCamera) {
  const clock = new SimulatedClock(1_800_000_000_000)
  let isHeld = false
  const picturesEachMs = () => (isHeld ? 0 : 1000)
  const camera = new Camera(clock, { frameMs: 100, group: 20, picturesEachMs })
  const deps = { clock, network: camera.network, random: testRandom(3), policy: { allowLoopback: 'none' } as const }
  const rtsp = new RtspSource(deps, { url: parseCameraUrl('rtsp://cam/x'), transport: 'tcp', tlsPin: null })
  const source = new PassthroughSource({
    camera: asUnmasked({ mask: null }),
    streamId: 's',
    capture: (events, signal) => rtsp.run(events, signal).catch(() => {}),
    clock,
    log: pino({ level: 'silent' }),
    observer: { state: () => {}, run: () => {}, packet: () => {}, loss: () => {} },
  })
  const heard = { runStarted: () => {}, runEnded: () => {} }
  source.subscribe({ ...heard, packet: () => {} })
  await clock.advance(20_050)
  const record = () => {
    const pictures: { readonly packet: PicturePacket; readonly heardMs: number }[] = []
    source.subscribe(
      { ...heard, packet: packet => void pictures.push({ packet, heardMs: clock.monotonicMs() }) },
      'next-keyframe',
    )
    return pictures
  }
  const hold = (held: boolean) => {
    isHeld = held
  }
  return { clock, source, record, hold }
}

test('what was taken while recording was off and came late is not for who records, though a run begins in it', async t => {
  const { clock, source, record, hold } = await scene()
  t.after(() => source.close('stopped'))
  await clock.advance(2000)
  hold(true)
  await clock.advance(2000)
  clock.stepWall(2000)
  await clock.advance(4000)
  const switchedOnMs = clock.monotonicMs()
  const pictures = record()
  await clock.advance(1500)
  hold(false)
  await clock.advance(10_000)
  const taken = pictures.map(({ packet }) => StoringCamera.numberOf(packet.chunks[0]!) * 100)
  assert.deepEqual(
    taken.filter(takenMs => takenMs < switchedOnMs),
    [],
  )
  // A run that begins in what was held up says that it may be wrong by as much.
  assert.ok(taken[0]! < switchedOnMs + 8000, `begins ${taken[0]! - switchedOnMs} ms after`)
})

test('of a camera that sends no full keyframe any more, recording begins with a recovery point', async t => {
  const { clock, source, record } = await scene(CameraWithoutIdr)
  t.after(() => source.close('stopped'))
  const switchedOnMs = clock.monotonicMs()
  const pictures = record()
  await clock.advance(5000)
  assert.ok(pictures[0]!.heardMs < switchedOnMs + 3000)
  assert.ok(pictures[0]!.packet.keyframe)
})
