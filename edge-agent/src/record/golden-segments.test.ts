import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { AudioTrack, StreamDescription, VideoTrack } from '../media/track.ts'
import { testPicture } from '../testing/packets.ts'
import { testRandom } from '../testing/records.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { createStreamRecorder } from './stream-recorder.ts'
import { createSyncGroup } from './sync-group.ts'

const h264: VideoTrack = {
  codec: 'h264',
  codecString: 'avc1.640028',
  decoderConfig: Uint8Array.from([1, 0x64, 0, 0x28, 0xff, 0xe1, 0, 2, 0x67, 0x64, 1, 0, 2, 0x68, 0xee]),
  width: 1920,
  height: 1080,
  clockRate: 90_000,
  frameRate: 25,
}
const h265: VideoTrack = {
  ...h264,
  codec: 'h265',
  codecString: 'hvc1.1.6.L93.B0',
  decoderConfig: Uint8Array.from([1, 1, 0x60, 0, 0, 0, 0xb0, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd]),
  width: 3840,
  height: 2160,
}

const sound = (codec: AudioTrack['codec'], codecString: string, sampleRate: number, config: number[]): AudioTrack => ({
  codec,
  codecString,
  decoderConfig: Uint8Array.from(config),
  sampleRate,
  channels: codec === 'opus' ? 2 : 1,
  clockRate: sampleRate,
})

const cases: Record<string, { video: VideoTrack; audio: AudioTrack | null; reordered: boolean }> = {
  'H.264': { video: h264, audio: null, reordered: false },
  'H.264 with B-frames and AAC': {
    video: h264,
    audio: sound('aac', 'mp4a.40.2', 16_000, [0x14, 0x08]),
    reordered: true,
  },
  'H.264 and AAC at 96 kHz': { video: h264, audio: sound('aac', 'mp4a.40.2', 96_000, [0x10, 0x08]), reordered: false },
  'H.264 and G.711 µ-law': { video: h264, audio: sound('pcmu', 'ulaw', 8000, []), reordered: false },
  'H.265': { video: h265, audio: null, reordered: false },
  'H.265 with B-frames and Opus': {
    video: h265,
    audio: sound('opus', 'opus', 48_000, [0, 2, 1, 0x38, 0, 0, 0xbb, 0x80, 0, 0, 0]),
    reordered: true,
  },
  'H.265 and G.711 A-law': { video: h265, audio: sound('pcma', 'alaw', 8000, []), reordered: false },
}

/** Six seconds of noise, a keyframe every two, sound every 20 ms; P-frames before the two B-frames that they close. */
function packetsOf(description: StreamDescription, reordered: boolean): PicturePacket[] {
  const random = testRandom(3)
  const shifts = [2, -1, -1]
  const isReordered = (i: number) => reordered && i % 50 > 0 && i % 50 < 49
  const order = (i: number) => (isReordered(i) ? i + shifts[((i % 50) - 1) % 3]! : i)
  return Array.from({ length: 150 }, (_, i) => i).flatMap(i => {
    const picture = { pts: order(i) * 3600, keyframe: i % 50 === 0, chunks: [random.bytes(40 + (i % 7))] }
    const rate = description.audio?.clockRate ?? 0
    const frames = [2 * i, 2 * i + 1].map(n => ({ pts: Math.round(n * 0.02 * rate), chunks: [random.bytes(9)] }))
    const heard = frames.map(frame => testPicture({ kind: 'audio', ...frame }))
    return [testPicture(picture), ...(description.audio ? heard : [])]
  })
}

async function recorded(description: StreamDescription, reordered: boolean): Promise<Uint8Array[]> {
  const clock = new SimulatedClock(1_750_000_000_000)
  const random = testRandom(9)
  const disk = new SimulatedDisk()
  await disk.makeFolder('/s')
  const recorder = createStreamRecorder({
    cameraId: random.uuid(1),
    streamId: random.uuid(2),
    role: 'record',
    settings: { segmentSeconds: 2, audio: true },
    configVersion: 4,
    mask: null,
    segmentsDir: '/s',
    disk,
    clock,
    random,
    syncGroup: createSyncGroup({ clock }),
    onClosed: () => {},
    onFault: fault => assert.fail(fault.cause),
  })
  const run = { runId: random.uuid(3), wallStartMs: 1_750_000_000_000, clockUncertaintyMs: 5 }
  recorder.runStarted({ ...run, description, clockSource: 'arrival' })
  for (const packet of packetsOf(description, reordered)) recorder.packet(packet)
  recorder.runEnded('stopped')
  await recorder.stop()
  return [...disk.files().values()]
}

interface Golden {
  /** First 2048 bytes of the first segment, hexadecimal: shows where a difference lies. */
  readonly head: string
  /** Of each segment, in their order. */
  readonly sha256: readonly string[]
}
const golden: Record<string, Golden> = JSON.parse(
  readFileSync(new URL('./fixtures/golden-segments.json', import.meta.url), 'utf8'),
)

for (const [name, { video, audio, reordered }] of Object.entries(cases))
  test(`${name}: the same packets make the same bytes as ever`, async () => {
    const segments = await recorded({ video, audio }, reordered)
    assert.ok(segments.length > 1)
    const head = Buffer.from(segments[0]!.subarray(0, 2048)).toString('hex')
    const sha256 = segments.map(bytes => createHash('sha256').update(bytes).digest('hex'))
    assert.deepEqual({ head, sha256 }, golden[name])
  })
