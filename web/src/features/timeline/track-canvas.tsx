import { createEffect, createMemo, on, onCleanup } from 'solid-js'
import { useTheme } from '../../primitives/use-theme.ts'
import { drawTracks, rulerHeight } from './draw-tracks.ts'
import { readColours } from './timeline-colours.ts'
import { useTimeline } from './timeline-context.ts'
import { trackGestures } from './track-gestures.ts'
import { useTracks } from './tracks-context.ts'

/** What is known of all cameras' time, drawn; drag, pinch, wheel and click move it. */
export function TrackCanvas(props: { readonly ref: (canvas: HTMLCanvasElement) => void }) {
  const { axis, cameras, data, now, selection, transport } = useTimeline()
  const { hover, layout, setPointer } = useTracks()
  const theme = useTheme()
  const colours = createMemo(on(theme.theme, readColours))
  let canvas!: HTMLCanvasElement

  const paint = () => {
    const context = canvas.getContext('2d')
    if (context === null) return
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    drawTracks({
      context,
      width: layout.width(),
      rowHeight: layout.rowHeight(),
      view: axis.view(),
      colours: colours(),
      tracks: cameras().map(({ id }) => ({
        intervals: data.intervals(id),
        seams: data.seams(id).map(seam => Date.parse(seam.at)),
        damaged: data.damaged(id),
        selected: selection.includes(id),
      })),
      playheadMs: transport.playing().wallMs,
      hoverMs: hover()?.atMs ?? null,
      nowMs: now(),
    })
  }
  createEffect(() => {
    canvas.width = Math.round(layout.width() * devicePixelRatio)
    canvas.height = Math.round(layout.height() * devicePixelRatio)
    paint()
  })
  // The labels are drawn, so the page does not draw them anew when their font arrives.
  void document.fonts.ready.then(() => canvas?.isConnected && paint())

  const attach = (element: HTMLCanvasElement) => {
    canvas = element
    props.ref(element)
    layout.follow(element)
    const release = trackGestures(element, {
      view: axis.view,
      setView: axis.show,
      onPick(atMs, y, add) {
        const camera = layout.cameraAt(y)
        if (camera !== undefined && !selection.includes(camera.id)) selection.select(camera.id, add)
        transport.seek(atMs)
      },
      onScrub: transport.seek,
      onHover: setPointer,
      rulerHeight,
    })
    onCleanup(release)
  }

  return (
    <canvas
      ref={attach}
      class="block w-full cursor-crosshair touch-none-pan select-none"
      style={{ height: `${layout.height()}px` }}
      role="img"
      aria-label="Recorded time of each camera. Use the arrow keys to move, plus and minus to zoom."
    />
  )
}
