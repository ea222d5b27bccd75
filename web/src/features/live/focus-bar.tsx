import type { Camera } from '@nightjar/shared/api/camera.ts'
import { A } from '@solidjs/router'
import ArrowLeft from 'lucide-solid/icons/arrow-left'
import ChartGantt from 'lucide-solid/icons/chart-gantt'
import Maximize from 'lucide-solid/icons/maximize'
import { Show } from 'solid-js'
import type { LiveSnapshot } from '../../player/live-player.ts'
import { Badge } from '../../ui/badge/badge.tsx'
import { IconButton } from '../../ui/button/icon-button.tsx'
import { SoundButton } from '../../ui/sound-button/sound-button.tsx'
import { useLive } from './live-context.ts'
import { LossNote } from './loss-note.tsx'
import { TileFigures } from './tile-figures.tsx'

interface FocusBarProps {
  readonly camera: Camera
  readonly live: LiveSnapshot
  readonly onSound: () => void
  readonly onFullscreen: () => void
}

/** Above the picture of one camera: the way back, its name, and what can be done with it. */
export function FocusBar(props: FocusBarProps) {
  const { leave } = useLive()
  return (
    <div class="relative z-10 order-first flex h-12 shrink-0 items-center gap-2 px-2 text-white">
      <IconButton label="Back to the grid" hotkey="Esc" look="onPicture" onClick={() => leave(props.camera.id)}>
        <ArrowLeft size={16} />
      </IconButton>
      <h1 class="min-w-0 truncate font-semibold text-lg">{props.camera.name}</h1>
      <Show when={props.camera.recordingNow}>
        <Badge tone="recording" dot>
          Recording
        </Badge>
      </Show>
      <LossNote camera={props.camera} />
      <span class="grow" />
      <span class="max-md:hidden">
        <TileFigures live={props.live} />
      </span>
      <Show when={props.live.head?.audio}>
        <SoundButton audible={props.live.audible} look="onPicture" onToggle={props.onSound} />
      </Show>
      <A
        href={`/timeline?camera=${props.camera.id}`}
        title="Recordings of this camera"
        aria-label="Recordings of this camera"
        class="inline-flex size-8 items-center justify-center rounded-md text-white/85 hover:bg-white/15 hover:text-white max-md:size-10"
      >
        <ChartGantt size={16} />
      </A>
      <IconButton label="Full screen" hotkey="f" look="onPicture" onClick={props.onFullscreen}>
        <Maximize size={16} />
      </IconButton>
    </div>
  )
}
