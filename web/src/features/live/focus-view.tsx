import type { Camera } from '@nightjar/shared/api/camera.ts'
import { A } from '@solidjs/router'
import ArrowLeft from 'lucide-solid/icons/arrow-left'
import ChartGantt from 'lucide-solid/icons/chart-gantt'
import Maximize from 'lucide-solid/icons/maximize'
import Volume2 from 'lucide-solid/icons/volume-2'
import VolumeX from 'lucide-solid/icons/volume-x'
import { onMount, Show } from 'solid-js'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { Badge } from '../../ui/badge/badge.tsx'
import { IconButton } from '../../ui/button/icon-button.tsx'
import { LivePicture, type LivePlayerHandle } from './live-picture.tsx'
import { TileFigures } from './tile-figures.tsx'
import { toggleFullscreen } from './toggle-fullscreen.ts'

interface FocusViewProps {
  readonly camera: Camera
  readonly now: number
  readonly onBack: () => void
  readonly onStep: (step: number) => void
}

/** One camera as large as the page, with its recorded stream and, on request, its sound. */
export function FocusView(props: FocusViewProps) {
  let stage!: HTMLDivElement
  let handle: LivePlayerHandle | undefined
  // The tile that had the focus is gone; it is not to begin at the top of the page again.
  onMount(() => stage.querySelector('button')?.focus({ preventScroll: true }))
  const toggleSound = () => handle?.setAudible(!handle.snapshot().audible)
  createHotkeys({
    Escape: () => document.fullscreenElement === null && props.onBack(),
    ArrowLeft: () => props.onStep(-1),
    ArrowRight: () => props.onStep(1),
    f: () => toggleFullscreen(stage),
    m: toggleSound,
  })
  return (
    <section aria-label={props.camera.name} class="flex min-h-0 grow flex-col">
      <div
        ref={element => {
          stage = element
        }}
        class="relative flex min-h-0 grow flex-col bg-picture max-md:grow-0"
      >
        <LivePicture camera={props.camera} quality="full" now={props.now} area="absolute inset-x-0 top-12 bottom-0">
          {player => {
            handle = player
            return (
              <div class="relative z-10 order-first flex h-12 shrink-0 items-center gap-2 px-2 text-white">
                <IconButton label="Back to the grid" hotkey="Esc" look="onPicture" onClick={props.onBack}>
                  <ArrowLeft size={16} />
                </IconButton>
                <h1 class="min-w-0 truncate font-semibold text-lg">{props.camera.name}</h1>
                <Show when={props.camera.recordingNow}>
                  <Badge tone="recording" dot>
                    Recording
                  </Badge>
                </Show>
                <span class="grow" />
                <span class="max-md:hidden">
                  <TileFigures live={player.snapshot()} />
                </span>
                <Show when={player.snapshot().head?.audio}>
                  <IconButton
                    label={player.snapshot().audible ? 'Turn the sound off' : 'Turn the sound on'}
                    hotkey="m"
                    look="onPicture"
                    onClick={toggleSound}
                  >
                    <Show when={player.snapshot().audible} fallback={<VolumeX size={16} />}>
                      <Volume2 size={16} />
                    </Show>
                  </IconButton>
                </Show>
                <A
                  href={`/timeline?camera=${props.camera.id}`}
                  title="Recordings of this camera"
                  aria-label="Recordings of this camera"
                  class="inline-flex size-8 items-center justify-center rounded-md text-white/85 hover:bg-white/15 hover:text-white max-md:size-10"
                >
                  <ChartGantt size={16} />
                </A>
                <IconButton label="Full screen" hotkey="f" look="onPicture" onClick={() => toggleFullscreen(stage)}>
                  <Maximize size={16} />
                </IconButton>
              </div>
            )
          }}
        </LivePicture>
        <div class="min-h-0 grow max-md:aspect-video max-md:grow-0" />
      </div>
    </section>
  )
}
