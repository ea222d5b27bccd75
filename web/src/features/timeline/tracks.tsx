import type { Camera } from '@nightjar/shared/api/camera.ts'
import { createEffect, createMemo, createSignal, on, onCleanup, Show } from 'solid-js'
import { ForById } from '../../primitives/for-by-id.tsx'
import { useTheme } from '../../primitives/use-theme.ts'
import { drawTracks, rulerHeight } from './draw-tracks.ts'
import { HoverNote } from './hover-note.tsx'
import { type Interval, intervalAt } from './interval.ts'
import { readColours } from './timeline-colours.ts'
import { trackGestures } from './track-gestures.ts'
import { TrackLabel } from './track-label.tsx'
import { timeAt, type ViewRange } from './view-range.ts'

interface TracksProps {
  readonly cameras: readonly Camera[]
  readonly selected: readonly string[]
  readonly intervals: (cameraId: string) => readonly Interval[]
  readonly view: ViewRange
  readonly onView: (view: ViewRange) => void
  readonly playheadMs: number
  readonly nowMs: number
  readonly onSeek: (atMs: number, done: boolean) => void
  readonly onSelect: (cameraId: string, add: boolean) => void
}

export function Tracks(props: TracksProps) {
  const theme = useTheme()
  const [width, setWidth] = createSignal(800)
  const [phone, setPhone] = createSignal(innerWidth < 768)
  const [pointer, setPointer] = createSignal<{ readonly x: number; readonly y: number } | null>(null)
  /** The moment under the pointer, also when the axis moves and the pointer does not. */
  const hover = () => {
    const place = pointer()
    return place === null ? null : { ...place, atMs: timeAt(props.view, place.x, width()) }
  }
  const rowHeight = () => (phone() ? 46 : 36)
  const height = () => rulerHeight + props.cameras.length * rowHeight()
  const rowAt = (y: number) => props.cameras[Math.floor((y - rulerHeight) / rowHeight())]
  const colours = createMemo(on(theme.theme, readColours))
  let canvas!: HTMLCanvasElement

  const paint = () => {
    const context = canvas.getContext('2d')
    if (context === null) return
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    drawTracks({
      context,
      width: width(),
      rowHeight: rowHeight(),
      view: props.view,
      colours: colours(),
      tracks: props.cameras.map(camera => ({
        intervals: props.intervals(camera.id),
        selected: props.selected.includes(camera.id),
      })),
      playheadMs: props.playheadMs,
      hoverMs: hover()?.atMs ?? null,
      nowMs: props.nowMs,
    })
  }
  createEffect(() => {
    canvas.width = Math.round(width() * devicePixelRatio)
    canvas.height = Math.round(height() * devicePixelRatio)
    paint()
  })
  void document.fonts.ready.then(() => canvas?.isConnected && paint())

  const attach = (element: HTMLCanvasElement) => {
    canvas = element
    const observer = new ResizeObserver(() => {
      setWidth(Math.max(1, element.parentElement?.clientWidth ?? 1))
      setPhone(innerWidth < 768)
    })
    queueMicrotask(() => element.parentElement !== null && observer.observe(element.parentElement))
    const release = trackGestures(element, {
      view: () => props.view,
      setView: view => props.onView(view),
      onPick: (atMs, y, add) => {
        const camera = rowAt(y)
        if (camera !== undefined && !props.selected.includes(camera.id)) props.onSelect(camera.id, add)
        props.onSeek(atMs, true)
      },
      onScrub: (atMs, done) => props.onSeek(atMs, done),
      onHover: setPointer,
      rulerHeight,
    })
    onCleanup(() => {
      observer.disconnect()
      release()
    })
  }

  return (
    <div class="flex border-line border-t bg-surface">
      <div class="w-44 shrink-0 border-line border-r max-md:hidden" style={{ 'padding-top': `${rulerHeight}px` }}>
        <ForById each={props.cameras}>
          {camera => (
            <TrackLabel
              camera={camera()}
              height={rowHeight()}
              selected={props.selected.includes(camera().id)}
              onSelect={add => props.onSelect(camera().id, add)}
            />
          )}
        </ForById>
      </div>
      <div class="relative min-w-0 grow overflow-hidden">
        <canvas
          ref={attach}
          class="block w-full cursor-crosshair touch-none-pan select-none"
          style={{ height: `${height()}px` }}
          role="img"
          aria-label="Recorded time of each camera. Use the arrow keys to move, plus and minus to zoom."
        />
        <Show when={phone()}>
          <ForById each={props.cameras}>
            {(camera, index) => (
              <span
                class={`pointer-events-none absolute left-2 truncate text-xs ${props.selected.includes(camera().id) ? 'text-text' : 'text-text-3'}`}
                style={{ top: `${rulerHeight + index() * rowHeight() + 2}px` }}
              >
                {camera().name}
              </span>
            )}
          </ForById>
        </Show>
        <Show when={hover()}>
          {place => {
            const camera = () => rowAt(place().y)
            return (
              <HoverNote
                x={canvas.getBoundingClientRect().left + place().x}
                top={canvas.getBoundingClientRect().top}
                before={camera() !== undefined && place().atMs < Date.parse(camera()!.createdAt)}
                atMs={place().atMs}
                nowMs={props.nowMs}
                cameraName={camera()?.name ?? null}
                interval={camera() === undefined ? null : intervalAt(props.intervals(camera()!.id), place().atMs)}
              />
            )
          }}
        </Show>
      </div>
    </div>
  )
}
