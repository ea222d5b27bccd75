import { createBrush } from './brush.ts'
import { type Canvas, designHeight, designWidth } from './canvas.ts'
import { clockText, dotSize, textWidth, writeText } from './caption.ts'
import { developPlates, type Plate } from './develop.ts'
import { frontDoor } from './front-door.ts'
import { lightAt } from './light.ts'
import { createPainting } from './painting.ts'
import type { Scene } from './scene.ts'
import type { Area, Setting } from './setting.ts'
import { whereOn } from './walk.ts'
import { yard } from './yard.ts'

const settings: readonly Setting[] = [frontDoor, yard]
const byName: Readonly<Record<string, Setting>> = { 'front-door': frontDoor, yard }

/** The scene of that name, or one of them in turn. */
export function sceneFor(name: string, index: number): Scene {
  const setting = byName[name] ?? settings[index % settings.length] ?? frontDoor
  const title = name.replaceAll('-', ' ').toUpperCase()
  return { prepare: canvas => preparePainter(setting, title, canvas) }
}

function preparePainter(setting: Setting, title: string, canvas: Canvas) {
  const plates = platesOf(setting, canvas)
  const brush = createBrush(canvas)
  const size = dotSize(canvas.height)
  const margin = 6 * size
  let take = 0

  return {
    paint(utcMs: number) {
      const plate = plates[take++ % plates.length]!
      canvas.y.set(plate.y)
      canvas.u.set(plate.u)
      canvas.v.set(plate.v)
      for (const { walk, draw, behind } of setting.figures) {
        const position = whereOn(walk, utcMs)
        if (!position) continue
        const light = lightAt(setting.ambient, setting.lamps, position.x, position.y - position.height / 3)
        draw(brush, { ...position, light })
        for (const area of behind ?? []) restore(canvas, plate, area)
      }
      const clock = `${clockText(utcMs)} UTC`
      writeText(canvas, clock, margin, margin, size)
      writeText(canvas, title, canvas.width - margin - textWidth(title, size), margin, size)
    },
  }
}

const cache = new Map<Setting, Map<string, readonly Plate[]>>()

/** Kept: a camera that is started again, or changes its size back, need not wait. */
function platesOf(setting: Setting, canvas: Canvas): readonly Plate[] {
  const sizes = cache.get(setting) ?? new Map<string, readonly Plate[]>()
  cache.set(setting, sizes)
  const layout = [canvas.width, canvas.height, canvas.yStride, canvas.cStride].join(' ')
  const known = sizes.get(layout)
  if (known) return known
  const painting = createPainting(canvas.width, canvas.height)
  setting.paint(painting)
  const plates = developPlates(painting, canvas)
  sizes.set(layout, plates)
  return plates
}

/** Puts back what stands in front of a figure. */
function restore(canvas: Canvas, plate: Plate, [left, top, right, bottom]: Area): void {
  for (const [target, source, stride, divisor] of [
    [canvas.y, plate.y, canvas.yStride, 1],
    [canvas.u, plate.u, canvas.cStride, 2],
    [canvas.v, plate.v, canvas.cStride, 2],
  ] as const) {
    const scaleX = canvas.width / divisor / designWidth
    const scaleY = canvas.height / divisor / designHeight
    for (let row = Math.round(top * scaleY); row < Math.round(bottom * scaleY); row++) {
      const from = row * stride + Math.round(left * scaleX)
      target.set(source.subarray(from, row * stride + Math.round(right * scaleX)), from)
    }
  }
}
