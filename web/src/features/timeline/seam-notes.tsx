import { For, Show } from 'solid-js'
import { formatClock, formatDayYear } from '../../time/format.ts'
import { seamText } from './seam-words.ts'
import { useTimeline } from './timeline-context.ts'

/** Where ledgers begin anew within the view, in words; each leads to its moment. The tracks mark the same. */
export function SeamNotes() {
  const { axis, cameras, data, selection, transport } = useTimeline()
  const seams = () =>
    cameras().flatMap(camera =>
      data
        .seams(camera.id)
        .map(seam => ({ camera, seam, atMs: Date.parse(seam.at) }))
        .filter(({ atMs }) => atMs >= axis.view().from && atMs < axis.view().to),
    )
  const show = (cameraId: string, atMs: number) => {
    if (!selection.includes(cameraId)) selection.select(cameraId, false)
    transport.seek(atMs)
  }
  return (
    <Show when={seams().length > 0}>
      <ul class="border-line border-t text-sm" aria-label="Where the ledger begins anew">
        <For each={seams()}>
          {({ camera, seam, atMs }) => (
            <li>
              <button
                type="button"
                class="w-full px-3 py-1.5 text-left text-text-2 hover:bg-hover max-md:py-2.5"
                onClick={() => show(camera.id, atMs)}
              >
                <span class="font-medium text-text">
                  {camera.name}, {formatDayYear(atMs)} {formatClock(atMs)}:
                </span>{' '}
                {seamText(seam)}
              </button>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
