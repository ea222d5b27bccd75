import { Segmented } from '../../ui/segmented/segmented.tsx'
import { counted } from '../../words/counted.ts'
import { columnChoices, useLive } from './live-context.ts'
import { LiveGrid } from './live-grid.tsx'
import { LiveSummary } from './live-summary.tsx'

const columnOptions = columnChoices.map(value => ({
  value,
  label: value === 'auto' ? 'Auto' : value,
  title: value === 'auto' ? 'Auto: as many columns as fit best' : counted(Number(value), 'column'),
}))

/** All cameras at once, with what is to be said about them together. */
export function LiveWall() {
  const live = useLive()
  return (
    <>
      <div class="flex h-12 shrink-0 items-center gap-3 px-3 max-md:h-14">
        <h1 class="sr-only">Live</h1>
        <LiveSummary />
        <span class="grow" />
        <Segmented label="Columns" value={live.columns()} options={columnOptions} onChange={live.setColumns} />
      </div>
      <div class="px-3 pb-3 max-md:px-0">
        <LiveGrid />
      </div>
    </>
  )
}
