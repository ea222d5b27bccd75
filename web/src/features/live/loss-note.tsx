import type { Camera } from '@nightjar/shared/api/camera.ts'
import { Show } from 'solid-js'
import { StateDot } from '../../ui/badge/badge.tsx'
import { lossSentence, lostPercent } from '../../words/packet-loss.ts'

/** Over a picture that moves but has holes: how much is lost, and behind it what to do. */
export function LossNote(props: { readonly camera: Camera }) {
  return (
    <Show when={lostPercent(props.camera)}>
      {percent => (
        <span
          class="flex items-center gap-1.5 whitespace-nowrap text-white text-xs"
          title={lossSentence(props.camera) ?? ''}
          role="status"
        >
          <StateDot tone="connecting" />
          {percent().toFixed(1)} % of packets lost
        </span>
      )}
    </Show>
  )
}
