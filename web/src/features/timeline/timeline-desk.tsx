import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useSearchParams } from '@solidjs/router'
import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from 'solid-js'
import { useSites } from '../../api/queries.ts'
import { browserClock } from '../../player/player-clock.ts'
import { Playback, type PlaybackSnapshot } from '../../player/recorded/playback.ts'
import type { RecordedSnapshot } from '../../player/recorded/recorded-state.ts'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { createNow } from '../../primitives/create-now.ts'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { createTimelineData } from './create-timeline-data.ts'
import { neighbouringGap } from './interval.ts'
import { Legend } from './legend.tsx'
import { RecordedPicture } from './recorded-picture.tsx'
import { SkippedNote } from './skipped-note.tsx'
import { afterSelect, readAddress } from './timeline-address.ts'
import { Tracks } from './tracks.tsx'
import { TransportBar } from './transport-bar.tsx'
import { centred, following, heldBack, panned, spanOf, type ViewRange, zoomed } from './view-range.ts'

const hour = 3_600_000
/** Where the timeline opens: far enough back that the segment there is closed and reported. */
const openAtMs = 90_000
/** While the ruler is dragged the picture follows this often. */
const scrubEveryMs = 160

/** Two hours, or less where the oldest camera is younger: a stranger's first minutes are not a speck at the edge. */
function firstSpan(cameras: readonly Camera[], nowMs: number): number {
  const oldest = Math.min(...cameras.map(camera => Date.parse(camera.createdAt)))
  return Math.min(2 * hour, Math.max(hour / 6, (nowMs - oldest) * 1.5))
}

/** The working place: pictures above, transport, one time axis for all cameras below. */
export function TimelineDesk(props: { readonly cameras: readonly Camera[] }) {
  const [search, setSearch] = useSearchParams<{ camera?: string; t?: string }>()
  const now = createNow()
  const sites = useSites()
  const address = readAddress({ ...search })
  const startMs = address.atMs ?? now() - openAtMs
  const [view, setViewRaw] = createSignal<ViewRange>(heldBack(centred(startMs, firstSpan(props.cameras, now())), now()))
  const setView = (next: ViewRange) => setViewRaw(heldBack(next, now()))
  const cameraIds = createMemo(() => props.cameras.map(camera => camera.id), undefined, {
    equals: (a, b) => a.join() === b.join(),
  })
  const selected = createMemo(
    () => {
      const named = readAddress({ ...search }).cameras.filter(id => cameraIds().includes(id))
      return named.length > 0 ? named : cameraIds().slice(0, 1)
    },
    undefined,
    { equals: (a, b) => a.join() === b.join() },
  )
  const data = createTimelineData(view, cameraIds)
  const [playing, setPlaying] = createSignal<PlaybackSnapshot>({
    wallMs: startMs,
    playing: false,
    speed: 1,
    skipped: null,
  })
  const [recorded, setRecorded] = createSignal<RecordedSnapshot | null>(null)
  const [audible, setAudible] = createSignal(false)
  const playback = new Playback(browserClock, startMs, setPlaying)
  onCleanup(() => playback.close())

  // Who opens the page without naming a moment wants to see something: the nearest recording after the start.
  let placed = address.atMs !== null
  const showSnapshot = (snapshot: RecordedSnapshot) => {
    setRecorded(snapshot)
    const { state } = snapshot
    if (placed || state.kind === 'loading' || state.kind === 'idle') return
    if (state.kind === 'gap' && state.nextMs === null) return
    placed = true
    if (state.kind === 'gap' && state.nextMs !== null) playback.seek(state.nextMs)
  }
  const siteZone = () => sites.data?.find(site => site.id === cameraOf(selected()[0]!)?.siteId)?.timeZone ?? null
  const cameraOf = (id: string) => props.cameras.find(camera => camera.id === id)
  const rememberMoment = () => setSearch({ t: new Date(Math.round(playback.wallMs)).toISOString() }, { replace: true })
  let scrubbedAt = 0
  const seek = (atMs: number, done = true) => {
    const at = Math.min(atMs, Date.now())
    if (done || performance.now() - scrubbedAt > scrubEveryMs) {
      scrubbedAt = performance.now()
      playback.seek(at)
    } else setPlaying(before => ({ ...before, wallMs: at }))
    if (done) rememberMoment()
  }
  const goTo = (atMs: number) => {
    seek(atMs)
    setView(following(view(), atMs))
  }
  const select = (cameraId: string, add: boolean) =>
    setSearch({ camera: afterSelect(selected(), cameraId, add).join(',') }, { replace: true })
  const toggle = () => {
    playback.setPlaying(!playing().playing)
    if (!playing().playing) rememberMoment()
  }
  const toGap = (direction: 1 | -1) => {
    const gap = neighbouringGap(data.intervals(selected()[0]!), playing().wallMs, direction)
    if (gap !== null) goTo(gap - 2000)
  }
  const toNow = () => {
    goTo(Date.now() - openAtMs / 3)
    setView(heldBack(centred(Date.now(), spanOf(view())), Date.now()))
  }
  const zoom = (factor: number) =>
    setView(zoomed(view(), factor, inView() ? playing().wallMs : (view().from + view().to) / 2))
  const inView = () => playing().wallMs >= view().from && playing().wallMs <= view().to

  createEffect(
    on(
      () => playing().wallMs,
      wallMs => playing().playing && setView(following(view(), wallMs)),
      { defer: true },
    ),
  )
  createHotkeys({
    space: toggle,
    k: toggle,
    ArrowLeft: () => goTo(playing().wallMs - 5000),
    ArrowRight: () => goTo(playing().wallMs + 5000),
    'shift+ArrowLeft': () => goTo(playing().wallMs - 60_000),
    'shift+ArrowRight': () => goTo(playing().wallMs + 60_000),
    ',': () => playback.step(-1),
    '.': () => playback.step(1),
    '[': () => toGap(-1),
    ']': () => toGap(1),
    '+': () => zoom(0.5),
    '=': () => zoom(0.5),
    'shift++': () => zoom(0.5),
    '-': () => zoom(2),
    m: () => setAudible(!audible()),
    n: toNow,
    PageUp: () => setView(panned(view(), -spanOf(view()) * 0.8)),
    PageDown: () => setView(panned(view(), spanOf(view()) * 0.8)),
  })

  return (
    <div class="flex min-h-0 grow flex-col md:h-[calc(100dvh-48px)] md:grow-0">
      <h1 class="sr-only">Timeline</h1>
      <section
        aria-label="Picture"
        class={`relative grid min-h-0 gap-px bg-picture max-md:aspect-video md:grow ${selected().length > 1 ? 'grid-cols-2' : ''}`}
      >
        <For each={selected()}>
          {id => (
            <RecordedPicture
              camera={cameraOf(id)!}
              playback={playback}
              intervals={data.intervals(id)}
              wallMs={playing().wallMs}
              nowMs={now()}
              named
              audible={audible() && id === selected()[0]}
              onSnapshot={snapshot => id === selected()[0] && showSnapshot(snapshot)}
            />
          )}
        </For>
        <Show when={playing().skipped}>
          {skipped => <SkippedNote fromMs={skipped().fromMs} toMs={skipped().toMs} />}
        </Show>
      </section>
      <TransportBar
        playback={playing()}
        recorded={recorded()}
        siteZone={siteZone()}
        audible={audible()}
        onAudible={setAudible}
        onToggle={toggle}
        onStep={pictures => playback.step(pictures)}
        onGap={toGap}
        onSpeed={speed => playback.setSpeed(speed)}
        onDay={atMs => {
          goTo(atMs)
          setView(centred(atMs, 24 * hour))
        }}
        onNow={toNow}
        onZoom={zoom}
      />
      <div class="shrink-0 md:max-h-[45vh] md:overflow-y-auto">
        <Show when={data.problem()}>
          {problem => (
            <div class="p-3">
              <ProblemNote problem={problem()} onRetry={data.refetch} />
            </div>
          )}
        </Show>
        <Tracks
          cameras={props.cameras}
          selected={selected()}
          intervals={data.intervals}
          view={view()}
          onView={setView}
          playheadMs={playing().wallMs}
          nowMs={now()}
          onSeek={seek}
          onSelect={select}
        />
      </div>
      <Legend />
    </div>
  )
}
