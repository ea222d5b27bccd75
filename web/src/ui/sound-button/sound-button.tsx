import Volume2 from 'lucide-solid/icons/volume-2'
import VolumeX from 'lucide-solid/icons/volume-x'
import { Show } from 'solid-js'
import { IconButton } from '../button/icon-button.tsx'

interface SoundButtonProps {
  readonly audible: boolean
  readonly look?: 'quiet' | 'onPicture'
  readonly onToggle: () => void
}

export function SoundButton(props: SoundButtonProps) {
  return (
    <IconButton
      label={props.audible ? 'Turn the sound off' : 'Turn the sound on'}
      hotkey="m"
      look={props.look ?? 'quiet'}
      onClick={() => props.onToggle()}
    >
      <Show when={props.audible} fallback={<VolumeX size={16} />}>
        <Volume2 size={16} />
      </Show>
    </IconButton>
  )
}
