import Cctv from 'lucide-solid/icons/cctv'
import { useCameras } from '../../api/queries.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { LinkButton } from '../../ui/button/link-button.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { PageState } from '../../ui/page-state/page-state.tsx'
import { TimelineDesk } from './timeline-desk.tsx'

export function TimelinePage() {
  usePageTitle(() => 'Timeline')
  const cameras = useCameras()
  return (
    <PageState query={cameras} waiting="Loading the cameras…" empty={<NothingToPlay />} bare>
      <TimelineDesk cameras={cameras.data ?? []} />
    </PageState>
  )
}

function NothingToPlay() {
  return (
    <EmptyState
      page
      icon={<Cctv size={22} />}
      title="Nothing to play yet"
      action={<LinkButton href="/cameras?add=1">Add a camera</LinkButton>}
    >
      Recordings appear here as soon as a camera is added and its first segment is closed.
    </EmptyState>
  )
}
