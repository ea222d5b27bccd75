import Download from 'lucide-solid/icons/download'
import { Show } from 'solid-js'
import { damageAt, damageText } from './damage.ts'
import { useTimeline } from './timeline-context.ts'

const wheres = {
  site: 'from the site',
  archive: 'from the archive',
  both: 'at the site and in the archive',
  gone: 'deleted',
}

/** What is known of the segment on the screen, and the way to keep it. */
export function SegmentFacts() {
  const { data, selection, transport } = useTimeline()
  const { recorded, playing } = transport
  const shown = () => (recorded()?.state.kind === 'ready' ? recorded() : null)
  const damage = () => (shown() ? damageAt(data.damaged(selection.first()), playing().wallMs) : null)
  const whereabouts = () => {
    const where = shown()?.where ?? null
    return where === null ? '' : `, ${wheres[where]}`
  }
  return (
    <>
      <Show when={shown()}>
        {segment => (
          <span class="px-2 text-sm text-text-3 max-lg:hidden">
            {segment().width}×{segment().height}
            {whereabouts()}
          </span>
        )}
      </Show>
      <Show when={damage()}>
        {damaged => (
          <span class="px-2 text-connecting text-sm max-md:order-last max-md:w-full">{damageText(damaged())}</span>
        )}
      </Show>
      <Show when={recorded()?.mediaUrl}>
        {url => (
          <a
            href={url()}
            download={`nightjar-${recorded()?.segmentId ?? 'segment'}.mp4`}
            aria-label="Download the segment on the screen"
            title="Download the segment on the screen"
            class="inline-flex size-8 items-center justify-center rounded-md text-text-2 hover:bg-hover hover:text-text max-md:size-10"
          >
            <Download size={16} />
          </a>
        )}
      </Show>
    </>
  )
}
