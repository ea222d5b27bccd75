import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { TestClock } from '../../testing/player-clock.ts'
import { RecordedPlayer } from './recorded-player.ts'

const minute = 60_000
const now = 100 * 24 * 60 * minute
const address = URL.createObjectURL
URL.createObjectURL = () => 'blob:nothing'
after(() => {
  URL.createObjectURL = address
})

/** Opens at once and plays no format: a segment that is found ends as one that this browser cannot show. */
class DeafSource extends EventTarget {
  static isTypeSupported = () => false
  readyState = 'open'
  constructor() {
    super()
    queueMicrotask(() => this.dispatchEvent(new Event('sourceopen')))
  }
}

function player(segments: readonly Segment[]) {
  const clock = new TestClock(now)
  const still = { pause: () => undefined, load: () => undefined, removeAttribute: () => undefined }
  const state = { buffered: { length: 0 }, currentTime: 0, readyState: 0, error: null as object | null }
  const video = Object.assign(new EventTarget(), still, state)
  const recorded = new RecordedPlayer({
    video: video as unknown as HTMLVideoElement,
    clock,
    mediaSource: DeafSource as unknown as typeof MediaSource,
    getSegments: async () => ({ kind: 'ok', value: segments }),
    onChange: () => undefined,
  })
  return { clock, recorded, video }
}

const settle = async () => {
  for (let turns = 0; turns < 20; turns += 1) await turn()
}

test('a gap that is paused on looks again, and shows the moment itself when it came to be recorded', async t => {
  const segments: Segment[] = []
  const { clock, recorded } = player(segments)
  t.after(() => recorded.close())
  recorded.seek(now - minute / 2)
  await settle()
  assert.deepEqual(recorded.state, { kind: 'gap', nextMs: null })
  const manifest = { segmentId: 's', wallStartMs: now - minute, wallEndMs: now, codecString: 'x', videoCodec: 'h264' }
  segments.push({ manifest, where: 'site', playable: true } as unknown as Segment)
  clock.repaint(10_000)
  await settle()
  assert.equal(recorded.state.kind, 'blocked', 'it was found')
  assert.ok(recorded.wallMs >= now - minute / 2, 'and its time did not go back')
})

test('a decoder that gives up is said, with the way to keep the recording; trying again begins anew', async t => {
  const { recorded, video } = player([])
  t.after(() => recorded.close())
  recorded.seek(now - minute)
  await settle()
  video.dispatchEvent(new Event('error'))
  const kind = () => recorded.state.kind
  assert.equal(kind(), 'gap', 'an error of before is none')
  video.error = { code: 3 }
  video.dispatchEvent(new Event('error'))
  await settle()
  const { state } = recorded
  assert.equal(state.kind === 'blocked' && state.problem.code, 'client.decode')
  video.error = null
  recorded.retry()
  await settle()
  assert.equal(kind(), 'gap')
})
