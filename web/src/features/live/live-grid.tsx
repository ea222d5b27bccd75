import type { Camera } from '@nightjar/shared/api/camera.ts'
import { createEffect, createSignal, onCleanup } from 'solid-js'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { bestColumns } from './grid-columns.ts'
import { LiveTile } from './live-tile.tsx'
import { toggleFullscreen } from './toggle-fullscreen.ts'

interface LiveGridProps {
  readonly cameras: readonly Camera[]
  readonly columns: 'auto' | '1' | '2' | '3' | '4'
  readonly now: number
  readonly onFocus: (cameraId: string) => void
}

export function LiveGrid(props: LiveGridProps) {
  const [space, setSpace] = createSignal({ width: innerWidth, height: innerHeight - 110 })
  let grid!: HTMLDivElement
  const columns = () =>
    props.columns === 'auto' ? bestColumns(props.cameras.length, space().width, space().height) : Number(props.columns)
  /** One row fewer pixels than the window has: the whole wall is seen without scrolling. */
  const tileWidth = () => {
    const rows = Math.ceil(props.cameras.length / columns())
    const tallest = ((space().height - (rows - 1) * 4) / rows) * (16 / 9)
    return props.columns === 'auto' && space().width >= 640 ? Math.floor(tallest) : Number.POSITIVE_INFINITY
  }

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
        'grid-template-columns': `repeat(${columns()}, minmax(0, ${Number.isFinite(tileWidth()) ? `${tileWidth()}px` : '1fr'}))`,
      }}
    >
      <ForById each={props.cameras}>
        {camera => (
          <LiveTile
            camera={camera()}
            now={props.now}
            onFocus={() => props.onFocus(camera().id)}
            onFullscreen={toggleFullscreen}
          />
        )}
      </ForById>
    </div>
  )
}
