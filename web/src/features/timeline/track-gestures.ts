import { pinched, wheeled } from './gesture-views.ts'
import { panned, spanOf, timeAt, type ViewRange } from './view-range.ts'

interface GestureTarget {
  readonly view: () => ViewRange
  readonly setView: (view: ViewRange) => void
  /** A click or tap on a moment; `y` from the top of the canvas. */
  readonly onPick: (atMs: number, y: number, add: boolean) => void
  /** The ruler is being dragged. */
  readonly onScrub: (atMs: number, done: boolean) => void
  /** Where the mouse is without a button pressed, from the corner of the canvas; null where it left. */
  readonly onHover: (place: { readonly x: number; readonly y: number } | null) => void
  readonly rulerHeight: number
}

/** Pixels a pointer may tremble and still click. */
const slop = 5

/** Mouse, touch and wheel on the timeline: drag pans, pinch and wheel zoom, the ruler scrubs, a tap picks. */
export function trackGestures(element: HTMLElement, target: GestureTarget): () => void {
  const pointers = new Map<number, { x: number; y: number }>()
  let start: { x: number; y: number; view: ViewRange; scrub: boolean } | null = null
  let moved = false

  const local = (event: { clientX: number; clientY: number }) => {
    const box = element.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top, width: box.width }
  }
  const timeOf = (event: PointerEvent) => {
    const { x, width } = local(event)
    return timeAt(target.view(), Math.min(Math.max(x, 0), width), width)
  }

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return
    element.setPointerCapture(event.pointerId)
    const { x, y } = local(event)
    pointers.set(event.pointerId, { x, y })
    if (pointers.size === 1) {
      moved = false
      start = { x, y, view: target.view(), scrub: y < target.rulerHeight }
      if (start.scrub) target.onScrub(timeOf(event), false)
    } else {
      moved = true
      start = null
    }
  }
  const move = (event: PointerEvent) => {
    const { x, y, width } = local(event)
    const before = pointers.get(event.pointerId)
    if (before === undefined) {
      if (event.pointerType === 'mouse') target.onHover({ x, y })
      return
    }
    if (pointers.size === 2) pinch(event.pointerId, x, width)
    else if (start !== null) {
      moved ||= Math.hypot(x - start.x, y - start.y) > slop
      if (start.scrub) target.onScrub(timeOf(event), false)
      else if (moved) target.setView(panned(start.view, ((start.x - x) / width) * spanOf(start.view)))
    }
    pointers.set(event.pointerId, { x, y })
  }
  const pinch = (id: number, x: number, width: number) => {
    const other = [...pointers].find(([known]) => known !== id)![1]
    target.setView(pinched(target.view(), pointers.get(id)!.x, x, other.x, width))
  }
  const up = (event: PointerEvent) => {
    const { y } = local(event)
    const known = pointers.delete(event.pointerId)
    if (!known || pointers.size > 0) return
    if (start?.scrub === true) target.onScrub(timeOf(event), true)
    else if (start !== null && !moved && event.type === 'pointerup') target.onPick(timeOf(event), y, event.shiftKey)
    start = null
  }
  const leave = () => target.onHover(null)
  const wheel = (event: WheelEvent) => {
    event.preventDefault()
    const { x, width } = local(event)
    target.setView(wheeled(target.view(), event, x, width))
  }

  const listeners = [
    ['pointerdown', down],
    ['pointermove', move],
    ['pointerup', up],
    ['pointercancel', up],
    ['pointerleave', leave],
  ] as const
  for (const [name, listener] of listeners) element.addEventListener(name, listener)
  element.addEventListener('wheel', wheel, { passive: false })
  return () => {
    for (const [name, listener] of listeners) element.removeEventListener(name, listener)
    element.removeEventListener('wheel', wheel)
  }
}
