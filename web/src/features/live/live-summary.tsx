import { Show } from 'solid-js'
import { cameraTrouble } from '../../words/camera-trouble.ts'
import { useLive } from './live-context.ts'

/** How many there are, how many are recorded, and how many have no picture. */
export function LiveSummary() {
  const { cameras, now } = useLive()
  const recording = () => cameras().filter(camera => camera.recordingNow).length
  const troubled = () => cameras().filter(camera => cameraTrouble(camera, now()) !== null).length
  return (
    <p class="text-text-2">
      {cameras().length} {cameras().length === 1 ? 'camera' : 'cameras'}
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
