import { For, Show } from 'solid-js'
import { RecordedPicture } from './recorded-picture.tsx'
import { SkippedNote } from './skipped-note.tsx'
import { useTimeline } from './timeline-context.ts'

/** The recorded pictures of up to four cameras, side by side. */
export function Pictures() {
  const { cameras, selection, transport } = useTimeline()
  return (
    <section
      aria-label="Picture"
      class={`relative grid min-h-0 gap-px bg-picture max-md:aspect-video md:grow ${selection.ids().length > 1 ? 'grid-cols-2' : ''}`}
    >
      <For each={selection.ids()}>{id => <RecordedPicture camera={cameras().find(camera => camera.id === id)!} />}</For>
      <Show when={transport.playing().skipped}>
        {skipped => <SkippedNote fromMs={skipped().fromMs} toMs={skipped().toMs} />}
      </Show>
    </section>
  )
}
