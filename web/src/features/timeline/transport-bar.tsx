import ChevronLeft from 'lucide-solid/icons/chevron-left'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import Download from 'lucide-solid/icons/download'
import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import SkipBack from 'lucide-solid/icons/skip-back'
import SkipForward from 'lucide-solid/icons/skip-forward'
import Volume2 from 'lucide-solid/icons/volume-2'
import VolumeX from 'lucide-solid/icons/volume-x'
import ZoomIn from 'lucide-solid/icons/zoom-in'
import ZoomOut from 'lucide-solid/icons/zoom-out'
import { For, Show } from 'solid-js'
import type { PlaybackSnapshot } from '../../player/recorded/playback.ts'
import type { RecordedSnapshot } from '../../player/recorded/recorded-state.ts'
import { formatClock, formatDayYear, formatInZone, formatZone } from '../../time/format.ts'
import { Button } from '../../ui/button/button.tsx'
import { IconButton } from '../../ui/button/icon-button.tsx'
import { inputLook } from '../../ui/field/field.tsx'

export const speeds = [0.5, 1, 2, 4, 8, 16] as const
const wheres = {
  site: 'from the site',
  archive: 'from the archive',
  both: 'at the site and in the archive',
  gone: 'deleted',
}

const browserZone = Intl.DateTimeFormat().resolvedOptions().timeZone

interface TransportBarProps {
  /** IANA name of the first camera's site; null while it is not known. */
  readonly siteZone: string | null
  readonly playback: PlaybackSnapshot
  readonly recorded: RecordedSnapshot | null
  readonly audible: boolean
  readonly onAudible: (audible: boolean) => void
  readonly onToggle: () => void
  readonly onStep: (pictures: number) => void
  readonly onGap: (direction: 1 | -1) => void
  readonly onSpeed: (speed: number) => void
  readonly onDay: (atMs: number) => void
  readonly onNow: () => void
  readonly onZoom: (factor: number) => void
}

export function TransportBar(props: TransportBarProps) {
  /** The wall clock at the site, where it is not the browser's. */
  const siteTime = () => {
    const { siteZone, playback } = props
    if (siteZone === null || siteZone === browserZone) return undefined
    const text = formatInZone(playback.wallMs, siteZone)
    return text === null ? undefined : `At the site: ${text}`
  }
  return (
    <fieldset
      aria-label="Playback"
      class="flex flex-wrap items-center gap-x-1 gap-y-2 border-line border-t bg-surface px-3 py-2"
    >
      <IconButton label="Previous gap" hotkey="[" onClick={() => props.onGap(-1)}>
        <SkipBack size={16} />
      </IconButton>
      <IconButton label="One picture back" hotkey="," class="max-md:hidden" onClick={() => props.onStep(-1)}>
        <ChevronLeft size={16} />
      </IconButton>
      <IconButton
        label={props.playback.playing ? 'Pause' : 'Play'}
        hotkey="Space"
        look="primary"
        onClick={props.onToggle}
      >
        <Show when={props.playback.playing} fallback={<Play size={16} fill="currentcolor" />}>
          <Pause size={16} fill="currentcolor" />
        </Show>
      </IconButton>
      <IconButton label="One picture forward" hotkey="." class="max-md:hidden" onClick={() => props.onStep(1)}>
        <ChevronRight size={16} />
      </IconButton>
      <IconButton label="Next gap" hotkey="]" onClick={() => props.onGap(1)}>
        <SkipForward size={16} />
      </IconButton>
      <div class="mx-3 flex flex-col leading-none" title={siteTime()}>
        <time class="font-semibold text-[17px] leading-5" datetime={new Date(props.playback.wallMs).toISOString()}>
          {formatClock(props.playback.wallMs)}
        </time>
        <span class="text-text-3 text-xs">{`${formatDayYear(props.playback.wallMs)}, ${formatZone(props.playback.wallMs)}`}</span>
      </div>
      <select
        aria-label="Speed"
        class={`${inputLook} !w-auto shrink-0`}
        onInput={event => {
          props.onSpeed(Number(event.currentTarget.value))
          // The next key is meant for the player again.
          event.currentTarget.blur()
        }}
      >
        <For each={speeds}>
          {speed => (
            <option value={speed} selected={speed === props.playback.speed}>
              {speed}×
            </option>
          )}
        </For>
      </select>
      <Sound recorded={props.recorded} audible={props.audible} onAudible={props.onAudible} />
      <span class="grow max-md:hidden" />
      <Show when={props.recorded?.state.kind === 'ready' && props.recorded}>
        {recorded => (
          <span class="px-2 text-sm text-text-3 max-lg:hidden">
            {recorded().width}×{recorded().height}
            {recorded().where === null ? '' : `, ${wheres[recorded().where!]}`}
          </span>
        )}
      </Show>
      <Show when={props.recorded?.mediaUrl}>
        {url => (
          <a
            href={url()}
            download={`nightjar-${props.recorded?.segmentId ?? 'segment'}.mp4`}
            aria-label="Download the segment on the screen"
            title="Download the segment on the screen"
            class="inline-flex size-8 items-center justify-center rounded-md text-text-2 hover:bg-hover hover:text-text max-md:size-10"
          >
            <Download size={16} />
          </a>
        )}
      </Show>
      <IconButton label="Zoom out" hotkey="−" onClick={() => props.onZoom(2)}>
        <ZoomOut size={16} />
      </IconButton>
      <IconButton label="Zoom in" hotkey="+" onClick={() => props.onZoom(0.5)}>
        <ZoomIn size={16} />
      </IconButton>
      <input
        type="date"
        aria-label="Go to a day"
        class={`${inputLook} !w-[8.5rem] shrink-0 max-md:!w-0 max-md:!grow max-md:!px-2`}
        value={localDay(props.playback.wallMs)}
        max={localDay(Date.now())}
        onChange={event => {
          const at = new Date(`${event.currentTarget.value}T12:00:00`).getTime()
          if (!Number.isNaN(at)) props.onDay(at)
        }}
      />
      <Button onClick={props.onNow}>Now</Button>
    </fieldset>
  )
}

/** Of the first camera; where there is none, no button. */
function Sound(props: Pick<TransportBarProps, 'recorded' | 'audible' | 'onAudible'>) {
  return (
    <Show when={props.recorded !== null && props.recorded.sound !== 'none'}>
      <Show
        when={props.recorded?.sound === 'playable'}
        fallback={<span class="px-2 text-sm text-text-3">Sound only in the download</span>}
      >
        <IconButton
          label={props.audible ? 'Turn the sound off' : 'Turn the sound on'}
          hotkey="m"
          onClick={() => props.onAudible(!props.audible)}
        >
          <Show when={props.audible} fallback={<VolumeX size={16} />}>
            <Volume2 size={16} />
          </Show>
        </IconButton>
      </Show>
    </Show>
  )
}

/** `2026-11-20` in the browser's time zone, as date fields want it. */
function localDay(epochMs: number): string {
  const date = new Date(epochMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
