import { useSites } from '../../api/queries.ts'
import { formatClock, formatDayYear, formatZone } from '../../time/format.ts'
import { siteTime } from './site-time.ts'
import { useTimeline } from './timeline-context.ts'

/** The moment on the screen; pointing at it says what the clock at the site showed, where that is another one. */
export function Moment() {
  const sites = useSites()
  const { cameras, selection, transport } = useTimeline()
  const wallMs = () => transport.playing().wallMs
  const siteZone = () => {
    const camera = cameras().find(({ id }) => id === selection.first())
    return sites.data?.find(({ id }) => id === camera?.siteId)?.timeZone ?? null
  }
  return (
    <div class="mx-3 flex flex-col leading-none" title={siteTime(wallMs(), siteZone())}>
      <time class="font-semibold text-[17px] leading-5" datetime={new Date(wallMs()).toISOString()}>
        {formatClock(wallMs())}
      </time>
      <span class="text-text-3 text-xs">{`${formatDayYear(wallMs())}, ${formatZone(wallMs())}`}</span>
    </div>
  )
}
