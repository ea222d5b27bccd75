import ChevronLeft from 'lucide-solid/icons/chevron-left'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import SkipBack from 'lucide-solid/icons/skip-back'
import SkipForward from 'lucide-solid/icons/skip-forward'
import ZoomIn from 'lucide-solid/icons/zoom-in'
import ZoomOut from 'lucide-solid/icons/zoom-out'
import { Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { IconButton } from '../../ui/button/icon-button.tsx'
import { DayField } from './day-field.tsx'
import { Moment } from './moment.tsx'
import { RecordedSound } from './recorded-sound.tsx'
import { SegmentFacts } from './segment-facts.tsx'
import { SpeedSelect } from './speed-select.tsx'
import { useTimeline } from './timeline-context.ts'

/** Playing, and the ways to another moment; the keys do the same. */
export function TransportBar() {
  const { transport } = useTimeline()
  return (
    <fieldset
      aria-label="Playback"
      class="flex flex-wrap items-center gap-x-1 gap-y-2 border-line border-t bg-surface px-3 py-2"
    >
      <IconButton label="Previous gap" hotkey="[" onClick={() => transport.toGap(-1)}>
        <SkipBack size={16} />
      </IconButton>
      <IconButton label="One picture back" hotkey="," class="max-md:hidden" onClick={() => transport.playback.step(-1)}>
        <ChevronLeft size={16} />
      </IconButton>
      <PlayButton />
      <IconButton
        label="One picture forward"
        hotkey="."
        class="max-md:hidden"
        onClick={() => transport.playback.step(1)}
      >
        <ChevronRight size={16} />
      </IconButton>
      <IconButton label="Next gap" hotkey="]" onClick={() => transport.toGap(1)}>
        <SkipForward size={16} />
      </IconButton>
      <Moment />
      <SpeedSelect />
      <RecordedSound />
      <span class="grow max-md:hidden" />
      <SegmentFacts />
      <IconButton label="Zoom out" hotkey="−" onClick={() => transport.zoom(2)}>
        <ZoomOut size={16} />
      </IconButton>
      <IconButton label="Zoom in" hotkey="+" onClick={() => transport.zoom(0.5)}>
        <ZoomIn size={16} />
      </IconButton>
      <DayField />
      <Button onClick={() => transport.toNow()}>Now</Button>
    </fieldset>
  )
}

function PlayButton() {
  const { transport } = useTimeline()
  const playing = () => transport.playing().playing
  return (
    <IconButton label={playing() ? 'Pause' : 'Play'} hotkey="Space" look="primary" onClick={() => transport.toggle()}>
      <Show when={playing()} fallback={<Play size={16} fill="currentcolor" />}>
        <Pause size={16} fill="currentcolor" />
      </Show>
    </IconButton>
  )
}
