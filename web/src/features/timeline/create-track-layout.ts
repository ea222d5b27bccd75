import type { Camera } from '@nightjar/shared/api/camera.ts'
import { type Accessor, createSignal, onCleanup } from 'solid-js'
import { rulerHeight } from './draw-tracks.ts'

/** Pixels of the tracks as they lie on the screen. */
export interface TrackLayout {
  readonly width: Accessor<number>
  /** There is no room for names beside the tracks. */
  readonly phone: Accessor<boolean>
  readonly rowHeight: () => number
  /** Of ruler and rows together. */
  readonly height: () => number
  /** Upper edge of the row with this number. */
  readonly topOf: (row: number) => number
  /** The camera whose row is at `y`, from the top of the canvas. */
  readonly cameraAt: (y: number) => Camera | undefined
  /** Follows the width of what `canvas` lies in, as long as the caller's owner lives. */
  readonly follow: (canvas: HTMLCanvasElement) => void
}

const isPhone = () => innerWidth < 768

export function createTrackLayout(cameras: Accessor<readonly Camera[]>): TrackLayout {
  const [width, setWidth] = createSignal(800)
  const [phone, setPhone] = createSignal(isPhone())
  const rowHeight = () => (phone() ? 46 : 36)
  const topOf = (row: number) => rulerHeight + row * rowHeight()
  return {
    width,
    phone,
    rowHeight,
    height: () => topOf(cameras().length),
    topOf,
    cameraAt: y => cameras()[Math.floor((y - rulerHeight) / rowHeight())],
    follow(canvas) {
      const observer = new ResizeObserver(() => {
        setWidth(Math.max(1, canvas.parentElement?.clientWidth ?? 1))
        setPhone(isPhone())
      })
      queueMicrotask(() => canvas.parentElement !== null && observer.observe(canvas.parentElement))
      onCleanup(() => observer.disconnect())
    },
  }
}
