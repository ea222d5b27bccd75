import { createEffect, createSignal, onCleanup } from 'solid-js'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { bestColumns, widestTile } from './grid-columns.ts'
import { useLive } from './live-context.ts'
import { LiveTile } from './live-tile.tsx'
import { toggleFullscreen } from './toggle-fullscreen.ts'

export function LiveGrid() {
  const live = useLive()
  const [space, setSpace] = createSignal({ width: innerWidth, height: innerHeight - 110 })
  let grid!: HTMLDivElement
  const columns = () =>
    live.columns() === 'auto'
      ? bestColumns(live.cameras().length, space().width, space().height)
      : Number(live.columns())
  /** Where the columns are found for the person, the whole wall is seen without scrolling. */
  const tileWidth = () =>
    live.columns() === 'auto' && space().width >= 640
      ? `${widestTile(live.cameras().length, columns(), space().height)}px`
      : '1fr'

  const move = (step: number) => () => {
    const tiles = [...grid.querySelectorAll<HTMLButtonElement>('button.tile')]
    const at = tiles.indexOf(document.activeElement as HTMLButtonElement)
    const next = tiles[at === -1 ? 0 : at + step]
    next?.focus()
    return next !== undefined
  }
  createHotkeys({
    ArrowRight: move(1),
    ArrowLeft: move(-1),
    ArrowDown: () => move(columns())(),
    ArrowUp: () => move(-columns())(),
    f: () => {
      const tile = document.activeElement?.closest<HTMLElement>('article[data-camera]')
      toggleFullscreen(tile ?? grid)
    },
  })
  const measure = () =>
    setSpace({ width: grid.clientWidth, height: innerHeight - grid.getBoundingClientRect().top - scrollY - 12 })
  createEffect(() => {
    const observer = new ResizeObserver(measure)
    observer.observe(document.documentElement)
    onCleanup(() => observer.disconnect())
  })

  return (
    <div
      ref={element => {
        grid = element
      }}
      class="grid w-full justify-center gap-1 bg-bg"
      style={{
        'grid-template-columns': `repeat(${columns()}, minmax(0, ${tileWidth()}))`,
      }}
    >
      <ForById each={live.cameras()}>{camera => <LiveTile camera={camera()} />}</ForById>
    </div>
  )
}
