import type { Brush } from './brush.ts'
import type { Colour } from './colour.ts'
import type { Stance } from './figures.ts'
import type { Lamp } from './light.ts'
import type { Painting } from './painting.ts'
import type { Walk } from './walk.ts'

/** A place, and who comes by. */
export interface Setting {
  readonly ambient: Colour
  readonly lamps: readonly Lamp[]
  /** Everything that never moves, illuminated. */
  paint(painting: Painting): void
  /** The ones in front last. */
  readonly figures: readonly Figure[]
}

export interface Figure {
  readonly walk: Walk
  draw(brush: Brush, stance: Stance): void
  /** Parts of the picture that stand in front of it. */
  readonly behind?: readonly Area[]
}

/** Design units. */
export type Area = readonly [left: number, top: number, right: number, bottom: number]
