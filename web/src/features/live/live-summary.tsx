import { Show } from 'solid-js'
import { cameraTrouble } from '../../words/camera-trouble.ts'
import { counted } from '../../words/counted.ts'
import { useLive } from './live-context.ts'

/** How many there are, how many are recorded, and of how many their agent says a trouble; each tile says its own. */
export function LiveSummary() {
  const { cameras, now } = useLive()
  const recording = () => cameras().filter(camera => camera.recordingNow).length
  const troubled = () => cameras().filter(camera => cameraTrouble(camera, now()) !== null).length
  return (
    <p class="text-text-2">
      {counted(cameras().length, 'camera')}
      <Show when={recording() > 0}>
        <span class="text-text-3"> · </span>
        {recording()} recording
      </Show>
      <Show when={troubled() > 0}>
        <span class="text-text-3"> · </span>
        <span class="text-offline">{troubled()} with trouble</span>
      </Show>
    </p>
  )
}
