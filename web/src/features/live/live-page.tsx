import type { Camera } from '@nightjar/shared/api/camera.ts'
import { A, useSearchParams } from '@solidjs/router'
import Cctv from 'lucide-solid/icons/cctv'
import { createMemo, Match, Show, Switch } from 'solid-js'
import { useCameras } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { createNow } from '../../primitives/create-now.ts'
import { createStored } from '../../primitives/create-stored.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { buttonLooks } from '../../ui/button/button.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { Segmented } from '../../ui/segmented/segmented.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { FocusView } from './focus-view.tsx'
import { LiveGrid } from './live-grid.tsx'
import { cameraTrouble } from './state-words.ts'

const choices = ['auto', '1', '2', '3', '4'] as const
const columnOptions = choices.map(value => ({
  value,
  label: value === 'auto' ? 'Auto' : value,
  title: value === 'auto' ? 'As many columns as fit best' : `${value} columns`,
}))

export function LivePage() {
  const cameras = useCameras()
  const now = createNow()
  const [columns, setColumns] = createStored('live-columns', choices)
  const [search, setSearch] = useSearchParams<{ camera?: string }>()
  const sorted = createMemo(() =>
    [...(cameras.data ?? [])].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  )
  const focused = () => sorted().find(camera => camera.id === search.camera)
  const focusedId = createMemo(() => focused()?.id)
  usePageTitle(() => focused()?.name ?? 'Live')

  const step = (by: number) => {
    const list = sorted()
    const at = list.findIndex(camera => camera.id === search.camera)
    const next = list[(at + by + list.length) % list.length]
    if (next !== undefined) setSearch({ camera: next.id }, { replace: true })
  }

  /** Who goes on with the keys goes on from the tile. */
  const backToGrid = (cameraId: string) => {
    setSearch({ camera: undefined })
    queueMicrotask(() =>
      document.querySelector<HTMLElement>(`article[data-camera="${CSS.escape(cameraId)}"] button.tile`)?.focus(),
    )
  }

  return (
    <Switch fallback={<Waiting>Loading the cameras…</Waiting>}>
      <Match when={cameras.data === undefined && cameras.isError}>
        <div class="mx-auto w-full max-w-lg px-4 py-16">
          <ProblemNote problem={problemOf(cameras.error)} onRetry={() => cameras.refetch()} />
        </div>
      </Match>
      <Match when={cameras.data !== undefined && sorted().length === 0}>
        <EmptyState
          icon={<Cctv size={22} />}
          title="No cameras yet"
          action={
            <A
              href="/cameras?add=1"
              class={`inline-flex h-8 items-center rounded-md px-3 font-medium ${buttonLooks.primary} hover:bg-accent-hover`}
            >
              Add a camera
            </A>
          }
        >
          Add the first one and its picture appears here within seconds.
        </EmptyState>
      </Match>
      <Match when={focusedId()} keyed>
        {id => (
          <FocusView
            camera={sorted().find(camera => camera.id === id)!}
            now={now()}
            onBack={() => backToGrid(id)}
            onStep={step}
          />
        )}
      </Match>
      <Match when={sorted().length > 0}>
        <div class="flex h-12 shrink-0 items-center gap-3 px-3 max-md:h-14">
          <h1 class="sr-only">Live</h1>
          <Summary cameras={sorted()} now={now()} />
          <span class="grow" />
          <Segmented label="Columns" value={columns()} options={columnOptions} onChange={setColumns} />
        </div>
        <div class="px-3 pb-3 max-md:px-0">
          <LiveGrid cameras={sorted()} columns={columns()} now={now()} onFocus={camera => setSearch({ camera })} />
        </div>
      </Match>
    </Switch>
  )
}

function Summary(props: { readonly cameras: readonly Camera[]; readonly now: number }) {
  const recording = () => props.cameras.filter(camera => camera.recordingNow).length
  const troubled = () => props.cameras.filter(camera => cameraTrouble(camera, props.now) !== null).length
  return (
    <p class="text-text-2">
      {props.cameras.length} {props.cameras.length === 1 ? 'camera' : 'cameras'}
      <Show when={recording() > 0}>
        <span class="text-text-3"> · </span>
        {recording()} recording
      </Show>
      <Show when={troubled() > 0}>
        <span class="text-text-3"> · </span>
        <span class="text-offline">{troubled()} without a picture</span>
      </Show>
    </p>
  )
}
