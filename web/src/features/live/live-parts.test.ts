import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveSnapshot } from '../../player/live-player.ts'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleCamera, sampleId, sampleStream } from '../../testing/samples.ts'

const { LiveProvider } = await load<typeof import('./live-context.ts')>('features/live/live-context.ts')
const { LiveSummary } = await load<typeof import('./live-summary.tsx')>('features/live/live-summary.tsx')
const { LossNote } = await load<typeof import('./loss-note.tsx')>('features/live/loss-note.tsx')
const { StateNote } = await load<typeof import('./state-note.tsx')>('features/live/state-note.tsx')
const { TileFigures } = await load<typeof import('./tile-figures.tsx')>('features/live/tile-figures.tsx')

const summaryOf = (cameras: ReturnType<typeof sampleCamera>[]) =>
  wordsOf(
    render(LiveProvider, {
      value: {
        cameras: () => cameras,
        now: () => Date.parse('2026-11-20T12:00:00Z'),
        columns: () => 'auto' as const,
        setColumns: () => undefined,
        focus: () => undefined,
        leave: () => undefined,
        step: () => undefined,
      },
      get children() {
        return LiveSummary()
      },
    }),
  )

test('a part outside of its page says where it belongs', () => {
  assert.throws(() => render(LiveSummary, {}), /<LivePage>/)
})

test('the summary counts cameras, recordings and those with trouble, and leaves out what is none', () => {
  const dark = sampleCamera({ id: sampleId(2), recordingNow: false, agentOnline: false })
  const refused = sampleCamera({
    id: sampleId(3),
    recordingNow: false,
    streams: [sampleStream({ state: 'waiting', reason: 'camera.auth-refused' })],
  })
  assert.equal(summaryOf([sampleCamera()]), '1 camera · 1 recording')
  assert.equal(summaryOf([sampleCamera(), dark, refused]), '3 cameras · 1 recording · 2 with trouble')
  assert.equal(summaryOf([dark]), '1 camera · 1 with trouble')
})

const words = { tone: 'connecting', title: 'Connection lost', detail: 'Soon.', retry: true } as const
const note = (change: object) =>
  render(StateNote, { words, area: 'absolute', overPicture: false, onRetry: () => undefined, ...change })

test('a note is announced, offers an attempt only where one makes sense, and darkens only a picture', () => {
  assert.match(note({}), /role="status"/)
  assert.equal(wordsOf(note({})), 'Connection lost Soon. Try now')
  assert.equal(wordsOf(note({ words: { ...words, retry: false, detail: null } })), 'Connection lost')
  assert.match(note({ overPicture: true }), /bg-black/)
  assert.doesNotMatch(note({}), /bg-black/)
})

const playing = {
  state: { kind: 'playing' },
  rung: 'webcodecs',
  head: { video: { width: 1280, height: 720 } },
  frameRate: 24.6,
  latencyMs: 340,
  lastPictureMs: 0,
  audible: false,
} as unknown as LiveSnapshot
const figures = (change: object) => wordsOf(render(TileFigures, { live: { ...playing, ...change } }))

test('a running picture has rung, size, rate and delay; one that stands has none', () => {
  assert.equal(figures({}), 'WebCodecs 1280×720 25 fps 0.3 s')
  assert.equal(figures({ rung: 'mse', frameRate: null }), 'MSE 1280×720 0.3 s')
  assert.equal(figures({ state: { kind: 'stalled', sinceMs: 0, reason: null } }), '')
})

test('a delay that only says that two clocks disagree is not shown', () => {
  for (const latencyMs of [-200, 90_000, null]) assert.doesNotMatch(figures({ latencyMs }), / s$/)
})

test('a picture that moves but loses packets says so, and one that does not says nothing', () => {
  const note = (lostPercent: number | null) =>
    render(LossNote, { camera: sampleCamera({ streams: [sampleStream({ lostPercent })] }) })
  assert.equal(wordsOf(note(2.1)), '2.1 % of packets lost')
  assert.match(note(2.1), /role="status"/)
  assert.match(note(2.1), /title="2.1 % of packets lost in the last minute\. /)
  assert.equal(wordsOf(note(null)), '')
})
