import { A } from '@solidjs/router'
import Compass from 'lucide-solid/icons/compass'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'

export function NotFoundPage() {
  usePageTitle(() => 'Not found')
  return (
    <EmptyState
      page
      icon={<Compass size={20} />}
      title="There is no such page"
      action={
        <A href="/" class="font-medium text-accent hover:underline">
          Go to Live
        </A>
      }
    >
      The address may be old or mistyped.
    </EmptyState>
  )
}
