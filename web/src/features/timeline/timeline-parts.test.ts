import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Seam } from '@nightjar/shared/api/chain.ts'
import type { RecordedSnapshot } from '../../player/recorded/recorded-state.ts'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleCamera, sampleId, sampleProblem } from '../../testing/samples.ts'
import type { Damage } from './damage.ts'
import type { Interval } from './interval.ts'
import type { Timeline } from './timeline-context.ts'
import type { TracksParts } from './tracks-context.ts'

const { TimelineProvider } = await load<typeof import('./timeline-context.ts')>('features/timeline/timeline-context.ts')
const { TracksProvider } = await load<typeof import('./tracks-context.ts')>('features/timeline/tracks-context.ts')
const { SeamNotes } = await load<typeof import('./seam-notes.tsx')>('features/timeline/seam-notes.tsx')
const { DamageNotes } = await load<typeof import('./damage-notes.tsx')>('features/timeline/damage-notes.tsx')
const { SpeedSelect } = await load<typeof import('./speed-select.tsx')>('features/timeline/speed-select.tsx')
const { RecordedSound } = await load<typeof import('./recorded-sound.tsx')>('features/timeline/recorded-sound.tsx')
const { SegmentFacts } = await load<typeof import('./segment-facts.tsx')>('features/timeline/segment-facts.tsx')
const { PictureNote } = await load<typeof import('./picture-note.tsx')>('features/timeline/picture-note.tsx')
const { BlockedNote } = await load<typeof import('./blocked-note.tsx')>('features/timeline/blocked-note.tsx')
const { HoverInterval } = await load<typeof import('./hover-interval.tsx')>('features/timeline/hover-interval.tsx')
const { TrackLabel } = await load<typeof import('./track-label.tsx')>('features/timeline/track-label.tsx')
const { TrackNames } = await load<typeof import('./track-names.tsx')>('features/timeline/track-names.tsx')

const wallMs = Date.parse('2026-11-20T12:00:00Z')
const ready: RecordedSnapshot = {
  state: { kind: 'ready' },
  wallMs,
  playing: false,
  width: 1920,
  height: 1080,
  frameRate: 25,
  where: 'archive',
  segmentId: sampleId(70),
  mediaUrl: '/api/v1/segments/70/media',
  sound: 'playable',
}
const cameras = [sampleCamera({ id: 'a' }), sampleCamera({ id: 'b', name: 'Yard', recordingNow: false })]

interface Desk {
  readonly recorded?: RecordedSnapshot | null
  readonly audible?: boolean
  readonly intervals?: readonly Interval[]
  readonly seams?: readonly Seam[]
  readonly damaged?: readonly Damage[]
}

/** A part as it stands on a desk that shows camera `a`. */
function onDesk(
  part: () => unknown,
  { recorded = ready, audible = false, intervals = [], seams = [], damaged = [] }: Desk = {},
): string {
  const timeline = {
    cameras: () => cameras,
    now: () => wallMs,
    selection: { ids: () => ['a'], first: () => 'a', includes: (id: string) => id === 'a', select: () => undefined },
    axis: { view: () => ({ from: wallMs - 1000, to: wallMs + 1000 }) },
    data: { intervals: () => intervals, seams: (id: string) => (id === 'b' ? seams : []), damaged: () => damaged },
    transport: {
      playing: () => ({ wallMs, playing: false, speed: 4, skipped: null }),
      recorded: () => recorded,
      audible: () => audible,
    },
  } as unknown as Timeline
  const tracks = { layout: { rowHeight: () => 36, topOf: (row: number) => 28 + row * 36 } } as unknown as TracksParts
  const inTracks = () => ({
    value: tracks,
    get children() {
      return part() as never
    },
  })
  return render(TimelineProvider, {
    value: timeline,
    get children() {
      return TracksProvider(inTracks())
    },
  })
}

test('a part that was moved out of the desk says where it belongs', () => {
  assert.throws(() => render(SpeedSelect, {}), /<TimelineDesk>/)
})

test('the speed that plays is the one that is chosen', () => {
  const options = onDesk(SpeedSelect).match(/<option[^>]*>/g)!
  const chosen = options.filter(option => /\bselected\b/.test(option))
  assert.equal(chosen.length, 1)
  assert.match(chosen[0]!, /value="4"/)
})

test('sound has a button where it can be heard, a word where it cannot, and nothing where there is none', () => {
  assert.match(onDesk(RecordedSound), /aria-label="Turn the sound on"/)
  assert.match(onDesk(RecordedSound, { audible: true }), /aria-label="Turn the sound off"/)
  assert.equal(wordsOf(onDesk(RecordedSound, { recorded: { ...ready, sound: 'mute' } })), 'Sound only in the download')
  assert.equal(wordsOf(onDesk(RecordedSound, { recorded: { ...ready, sound: 'none' } })), '')
  assert.equal(wordsOf(onDesk(RecordedSound, { recorded: null })), '')
})

test('the segment on the screen says what it is, and can be kept under a name of its own', () => {
  const facts = onDesk(SegmentFacts)
  assert.equal(wordsOf(facts), '1920×1080, from the archive')
  assert.match(facts, new RegExp(`download="nightjar-${sampleId(70)}\\.mp4"`))
})

test('a segment that cannot be shown can still be kept; where there is none, nothing is offered', () => {
  const blocked = { kind: 'blocked', problem: sampleProblem('client.h265'), nextMs: null } as const
  const facts = onDesk(SegmentFacts, { recorded: { ...ready, state: blocked } })
  assert.equal(wordsOf(facts), '')
  assert.match(facts, /download=/)
  assert.doesNotMatch(onDesk(SegmentFacts, { recorded: { ...ready, mediaUrl: null } }), /<a /)
})

const fault: Interval = { from: wallMs - 1000, to: wallMs + 9000, state: 'camera-down', cause: null, where: null }

test('a gap says what happened then, and leads to the next recording where one is known', () => {
  const note = (nextMs: number | null) =>
    wordsOf(onDesk(() => PictureNote({ camera: cameras[0]!, nextMs, onAsk: () => undefined }), { intervals: [fault] }))
  assert.equal(note(null), 'Not recorded: no picture from the camera')
  assert.match(note(wallMs + 9000), /Go to the next recording/)
})

test('what was deleted can be asked for where no archive has it', () => {
  const deleted: Interval = { ...fault, state: 'evicted', cause: 'retention.space', where: 'gone' }
  const note = (interval: Interval) =>
    wordsOf(
      onDesk(() => PictureNote({ camera: cameras[0]!, nextMs: null, onAsk: () => undefined }), {
        intervals: [interval],
      }),
    )
  assert.equal(note(deleted), 'Deleted Made room on a full disk. Ask the site for it')
  assert.doesNotMatch(note({ ...deleted, where: 'archive' }), /Ask/)
})

test('what is blocked can be tried again, and skipped where its end is known', () => {
  const note = (nextMs: number | null, code = 'media.not-here') => {
    const problem = sampleProblem(code)
    return onDesk(() => BlockedNote({ problem, nextMs, mediaUrl: '/media', onRetry: () => undefined }))
  }
  assert.match(note(null), /role="alert"/)
  assert.equal(wordsOf(note(null)), 'Title Detail. Try again')
  assert.equal(wordsOf(note(wallMs)), 'Title Detail. Try again Skip it')
  assert.match(note(null, 'client.no-start'), /<a href="\/media" download=/)
})

test('time before a camera was added is not held against it', () => {
  const hover = (before: boolean) => wordsOf(render(HoverInterval, { interval: fault, before, damage: null }))
  assert.match(hover(true), /^Before the camera was added/)
  assert.match(hover(false), /^Not recorded: no picture from the camera .*10 s$/)
})

test('a track says whether it is on the screen, to the eye and to a screen reader', () => {
  const label = (camera: (typeof cameras)[number]) => onDesk(() => TrackLabel({ camera }))
  assert.match(label(cameras[0]!), /aria-pressed="true"/)
  assert.match(label(cameras[0]!), /<input[^>]*\bchecked\b/)
  assert.match(label(cameras[1]!), /aria-pressed="false"/)
  assert.match(label(cameras[1]!), /aria-label="Show Yard together with others"/)
})

test('on a phone each name stands on its own row', () => {
  const tops = [...onDesk(TrackNames).matchAll(/top:\s*(\d+)px/g)].map(match => Number(match[1]))
  assert.deepEqual(tops, [30, 66])
})

test('a ledger that begins anew within the view says where and what is missing, on something that keys reach', () => {
  const seam = (ms: number): Seam => ({ lineageId: sampleId(80), at: new Date(ms).toISOString(), why: 'index-damaged' })
  const html = onDesk(SeamNotes, { seams: [seam(wallMs - 5000), seam(wallMs)] })
  assert.equal(html.match(/<button/g)?.length, 1)
  assert.match(
    wordsOf(html),
    /Yard, .*: the agent’s index was damaged\. What it had not sent before is not in the ledger\./,
  )
  assert.equal(wordsOf(onDesk(SeamNotes)), '')
})

test('damaged pictures are told of the segment on the screen, of the one under the pointer, and of the view', () => {
  const damage = { from: wallMs - 500, to: wallMs + 500, pictures: 12, of: 150 }
  const text = '12 of about 150 pictures damaged by packet loss'
  assert.match(wordsOf(onDesk(SegmentFacts, { damaged: [damage] })), new RegExp(`from the archive ${text}$`))
  assert.doesNotMatch(wordsOf(onDesk(SegmentFacts, { damaged: [{ ...damage, to: wallMs - 100 }] })), /damaged/)
  assert.match(wordsOf(render(HoverInterval, { interval: fault, before: false, damage })), new RegExp(text))
  const notes = onDesk(DamageNotes, { damaged: [damage] })
  assert.equal(notes.match(/<button/g)?.length, 2, 'one for each camera')
  assert.match(wordsOf(notes), new RegExp(`Yard, .*: ${text}\\. Show the next\\.`))
  assert.equal(wordsOf(onDesk(DamageNotes)), '')
})
