import { Show } from 'solid-js'
import { formatClock, formatDuration } from '../../time/format.ts'
import { type Damage, damageText } from './damage.ts'
import type { Interval } from './interval.ts'
import { causeText, stateTitle, whereText } from './interval-words.ts'

interface HoverIntervalProps {
  readonly interval: Interval
  /** The moment is before the camera was added. */
  readonly before: boolean
  /** What packet loss did to the segment there; null where nothing. */
  readonly damage: Damage | null
}

/** What became of a stretch of time, why, and where its bytes are. */
export function HoverInterval(props: HoverIntervalProps) {
  return (
    <div class="mt-1 border-line border-t pt-1 text-sm">
      <p>{props.before ? 'Before the camera was added' : stateTitle(props.interval)}</p>
      <Show when={causeText(props.interval)}>{text => <p class="text-text-2">{text()}</p>}</Show>
      <Show when={whereText(props.interval)}>{text => <p class="text-text-2">{text()}</p>}</Show>
      <Show when={props.damage}>
        {damage => (
          <p class="text-connecting">
            {damageText(damage())}, {formatClock(damage().from)} – {formatClock(damage().to)}.
          </p>
        )}
      </Show>
      <p class="text-text-3">
        {formatClock(props.interval.from)} – {formatClock(props.interval.to)},{' '}
        {formatDuration(props.interval.to - props.interval.from)}
      </p>
    </div>
  )
}
