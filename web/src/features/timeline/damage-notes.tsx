import { For, Show } from 'solid-js'
import { formatClock, formatDayYear } from '../../time/format.ts'
import { type Damage, damageText, damageWithin, neighbouringDamage } from './damage.ts'
import { useTimeline } from './timeline-context.ts'

/** What packet loss did to the recordings within the view, a line for each camera; each leads to the next such stretch. */
export function DamageNotes() {
  const { axis, cameras, data, selection, transport } = useTimeline()
  const damaged = () =>
    cameras().flatMap(camera => {
      const damage = damageWithin(data.damaged(camera.id), axis.view())
      return damage === null ? [] : [{ camera, damage }]
    })
  const show = (cameraId: string, { from, to }: Damage) => {
    if (!selection.includes(cameraId)) selection.select(cameraId, false)
    const seen = data.damaged(cameraId).filter(stretch => stretch.to > from && stretch.from < to)
    transport.seek((neighbouringDamage(seen, transport.playing().wallMs, 1) ?? seen[0]!).from)
  }
  return (
    <Show when={damaged().length > 0}>
      <ul class="border-line border-t text-sm" aria-label="Damaged by packet loss">
        <For each={damaged()}>
          {({ camera, damage }) => (
            <li>
              <button
                type="button"
                class="w-full px-3 py-1.5 text-left text-text-2 hover:bg-hover max-md:py-2.5"
                onClick={() => show(camera.id, damage)}
              >
                <span class="font-medium text-text">
                  {camera.name}, {formatDayYear(damage.from)} {formatClock(damage.from)} to {formatClock(damage.to)}:
                </span>{' '}
                {damageText(damage)}. Show the next.
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
