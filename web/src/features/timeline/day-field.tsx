import { localDay, noonOf } from '../../time/local-day.ts'
import { inputLook } from '../../ui/field/field.tsx'
import { useTimeline } from './timeline-context.ts'

/** Says which day is on the screen and leads to another. */
export function DayField() {
  const { playing, toDay } = useTimeline().transport
  return (
    <input
      type="date"
      aria-label="Go to a day"
      class={`${inputLook} !w-[8.5rem] shrink-0 max-md:!w-0 max-md:!grow max-md:!px-2`}
      value={localDay(playing().wallMs)}
      max={localDay(Date.now())}
      onChange={event => {
        const atMs = noonOf(event.currentTarget.value)
        if (atMs !== null) toDay(atMs)
      }}
    />
  )
}
