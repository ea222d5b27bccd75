import { For } from 'solid-js'
import { inputLook } from '../../ui/field/field.tsx'
import { useTimeline } from './timeline-context.ts'

const speeds = [0.5, 1, 2, 4, 8, 16] as const

export function SpeedSelect() {
  const { playback, playing } = useTimeline().transport
  return (
    <select
      aria-label="Speed"
      class={`${inputLook} !w-auto shrink-0`}
      onInput={event => {
        playback.setSpeed(Number(event.currentTarget.value))
        // The next key is meant for the player again.
        event.currentTarget.blur()
      }}
    >
      <For each={speeds}>
        {speed => (
          <option value={speed} selected={speed === playing().speed}>
            {speed}×
          </option>
        )}
      </For>
    </select>
  )
}
