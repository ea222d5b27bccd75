import { useSearchParams } from '@solidjs/router'
import Cctv from 'lucide-solid/icons/cctv'
import { createMemo, Show } from 'solid-js'
import { useCameras } from '../../api/queries.ts'
import { createNow } from '../../primitives/create-now.ts'
import { createStored } from '../../primitives/create-stored.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { LinkButton } from '../../ui/button/link-button.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { PageState } from '../../ui/page-state/page-state.tsx'
import { FocusView } from './focus-view.tsx'
import { columnChoices, LiveProvider } from './live-context.ts'
import { LiveWall } from './live-wall.tsx'
import { neighbour } from './neighbour.ts'

export function LivePage() {
  const query = useCameras()
  const cameras = () => query.data ?? []
  const now = createNow()
  const [columns, setColumns] = createStored('live-columns', columnChoices)
  const [search, setSearch] = useSearchParams<{ camera?: string }>()
  const focused = () => cameras().find(camera => camera.id === search.camera)
  const focusedId = createMemo(() => focused()?.id)
  usePageTitle(() => focused()?.name ?? 'Live')

  const step = (by: number) => {
    const next = neighbour(cameras(), search.camera, by)
    if (next !== undefined) setSearch({ camera: next.id }, { replace: true })
  }
  const leave = (cameraId: string) => {
    setSearch({ camera: undefined })
    // Who goes on with the keys goes on from the tile.
    queueMicrotask(() =>
      document.querySelector<HTMLElement>(`article[data-camera="${CSS.escape(cameraId)}"] button.tile`)?.focus(),
    )
  }

  return (
    <LiveProvider value={{ cameras, now, columns, setColumns, focus: camera => setSearch({ camera }), leave, step }}>
      <PageState query={query} waiting="Loading the cameras…" empty={<NoCameras />} bare>
        <Show when={focusedId()} keyed fallback={<LiveWall />}>
          {id => <FocusView camera={cameras().find(camera => camera.id === id)!} />}
        </Show>
      </PageState>
    </LiveProvider>
  )
}

function NoCameras() {
  return (
    <EmptyState
      page
      icon={<Cctv size={22} />}
      title="No cameras yet"
      action={<LinkButton href="/cameras?add=1">Add a camera</LinkButton>}
    >
      Add the first one and its picture appears here within seconds.
    </EmptyState>
  )
}
