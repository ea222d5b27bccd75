import { Show } from 'solid-js'
import { SoundButton } from '../../ui/sound-button/sound-button.tsx'
import { useTimeline } from './timeline-context.ts'

/** Of the first camera; where there is none, no button. */
export function RecordedSound() {
  const { audible, recorded, setAudible } = useTimeline().transport
  const sound = () => recorded()?.sound ?? 'none'
  return (
    <Show when={sound() !== 'none'}>
      <Show
        when={sound() === 'playable'}
        fallback={<span class="px-2 text-sm text-text-3">Sound only in the download</span>}
      >
        <SoundButton audible={audible()} onToggle={() => setAudible(!audible())} />
      </Show>
    </Show>
  )
}
