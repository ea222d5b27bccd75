import WifiOff from 'lucide-solid/icons/wifi-off'
import { Show } from 'solid-js'
import { apiReachable } from '../../api/reachability.ts'

export function ConnectionBanner() {
  return (
    <Show when={!apiReachable()}>
      <div role="alert" class="flex items-center gap-2 bg-connecting-soft px-4 py-1.5 text-connecting">
        <WifiOff size={15} class="shrink-0" />
        <span>
          <span class="font-medium">Nightjar cannot be reached.</span> Sites go on recording; this page tries again by
          itself, and what it shows may be old.
        </span>
      </div>
    </Show>
  )
}
