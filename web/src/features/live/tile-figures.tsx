import { Show } from 'solid-js'
import type { LiveSnapshot } from '../../player/live-player.ts'

const rungNames = { webcodecs: 'WebCodecs', mse: 'MSE' }

/** The small print of a running picture: rung, size, rate, delay. */
export function TileFigures(props: { readonly live: LiveSnapshot }) {
  const size = () => {
    const video = props.live.head?.video
    return video === undefined ? null : `${video.width}×${video.height}`
  }
  return (
    <Show when={props.live.state.kind === 'playing'}>
      <span class="flex items-center gap-2 whitespace-nowrap text-[#c3c9d0] text-xs">
        <Show when={props.live.rung}>{rung => <span data-rung={rung()}>{rungNames[rung()]}</span>}</Show>
        <span>{size()}</span>
        <Show when={props.live.frameRate}>{rate => <span>{Math.round(rate())} fps</span>}</Show>
        <Show when={delay(props.live.latencyMs)}>
          {text => <span title="From the camera to this screen">{text()}</span>}
        </Show>
      </span>
    </Show>
  )
}

/** A negative delay only says that two clocks disagree. */
function delay(latencyMs: number | null): string | null {
  if (latencyMs === null || latencyMs < 0 || latencyMs > 60_000) return null
  return `${(latencyMs / 1000).toFixed(1)} s`
}
