import { A } from '@solidjs/router'
import Cctv from 'lucide-solid/icons/cctv'
import { createMemo, Match, Switch } from 'solid-js'
import { useCameras } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { buttonLooks } from '../../ui/button/button.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { TimelineDesk } from './timeline-desk.tsx'

export function TimelinePage() {
  usePageTitle(() => 'Timeline')
  const cameras = useCameras()
  const sorted = createMemo(() =>
    [...(cameras.data ?? [])].sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true })),
  )
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
          title="Nothing to play yet"
          action={
            <A
              href="/cameras?add=1"
              class={`inline-flex h-8 items-center rounded-md px-3 font-medium ${buttonLooks.primary} hover:bg-accent-hover`}
            >
              Add a camera
            </A>
          }
        >
          Recordings appear here as soon as a camera is added and its first segment is closed.
        </EmptyState>
      </Match>
      <Match when={sorted().length > 0}>
        <TimelineDesk cameras={sorted()} />
      </Match>
    </Switch>
  )
}
