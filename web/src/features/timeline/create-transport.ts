import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'
import type { PlayerClock } from '../../player/player-clock.ts'
import { Playback, type PlaybackSnapshot } from '../../player/recorded/playback.ts'
import type { RecordedSnapshot } from '../../player/recorded/recorded-state.ts'
import type { Axis } from './create-axis.ts'
import { type Damage, neighbouringDamage } from './damage.ts'
import { firstPlace } from './first-place.ts'
import { type Interval, neighbouringGap } from './interval.ts'
import { centred, spanOf } from './view-range.ts'

/** While the ruler is dragged the picture follows this often. */
const scrubEveryMs = 160
/** Before a gap that was jumped to: what happened as it began. */
const beforeGapMs = 2000
/** What is younger is still being recorded. */
const newestMs = 30_000
const dayMs = 86_400_000

interface TransportParts {
  readonly clock: PlayerClock
  readonly startMs: number
  /** The moment was asked for: it is shown whether there are pictures of it or not. */
  readonly named: boolean
  readonly axis: Axis
  /** What is known of the camera that leads. */
  readonly intervals: Accessor<readonly Interval[]>
  readonly damaged: Accessor<readonly Damage[]>
  /** Puts the moment into the address. */
  readonly remember: (atMs: number) => void
}

export type Transport = ReturnType<typeof createTransport>

/** Playing, and every way to another moment. */
export function createTransport({ clock, startMs, named, axis, intervals, damaged, remember }: TransportParts) {
  const [playing, setPlaying] = createSignal<PlaybackSnapshot>({
    wallMs: startMs,
    playing: false,
    speed: 1,
    skipped: null,
  })
  const [recorded, setRecorded] = createSignal<RecordedSnapshot | null>(null)
  const [audible, setAudible] = createSignal(false)
  const playback = new Playback(clock, startMs, setPlaying)
  onCleanup(() => playback.close())
  let isNamed = named
  const place = firstPlace(
    () => isNamed,
    atMs => playback.seek(atMs),
  )

  let scrubbedAt = Number.NEGATIVE_INFINITY
  /** Not `done`: somebody still drags. */
  const seek = (atMs: number, done = true): void => {
    isNamed = true
    const now = clock.wallMs()
    const at = Math.min(atMs, now)
    if (done || Math.abs(now - scrubbedAt) > scrubEveryMs) {
      scrubbedAt = now
      playback.seek(at)
    } else setPlaying(before => ({ ...before, wallMs: at }))
    if (done) remember(playback.wallMs)
  }
  const goTo = (atMs: number): void => {
    seek(atMs)
    axis.follow(atMs)
  }
  createEffect(
    on(
      () => playing().wallMs,
      wallMs => playing().playing && axis.follow(wallMs),
      { defer: true },
    ),
  )
  return {
    playback,
    playing,
    /** What the camera that leads shows. */
    recorded,
    audible,
    setAudible,
    seek,
    goTo,
    toggle() {
      playback.setPlaying(!playing().playing)
      if (!playing().playing) remember(playback.wallMs)
    },
    toGap(direction: 1 | -1) {
      const gap = neighbouringGap(intervals(), playing().wallMs, direction)
      if (gap !== null) goTo(gap - beforeGapMs)
    },
    toDamage(direction: 1 | -1) {
      const damage = neighbouringDamage(damaged(), playing().wallMs, direction)
      if (damage !== null) goTo(damage.from)
    },
    toNow() {
      const now = clock.wallMs()
      goTo(now - newestMs)
      axis.show(centred(now, spanOf(axis.view())))
    },
    /** Shows the whole day around it. */
    toDay(atMs: number) {
      goTo(atMs)
      axis.show(centred(atMs, dayMs))
    },
    zoom: (factor: number) => axis.zoom(factor, playing().wallMs),
    /** What the picture of the camera that leads says of itself. */
    took(snapshot: RecordedSnapshot) {
      setRecorded(snapshot)
      place(snapshot.state)
    },
  }
}
