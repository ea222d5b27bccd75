import type { Accessor } from 'solid-js'
import { createRootContext } from '../../primitives/create-root-context.ts'
import type { TrackLayout } from './create-track-layout.ts'

export interface HoverPlace {
  /** From the left and upper edge of the canvas, in px. */
  readonly x: number
  readonly y: number
  /** The moment there, also when the axis moves and the pointer does not. */
  readonly atMs: number
}

export interface TracksParts {
  readonly layout: TrackLayout
  /** Where the mouse is; null where it is elsewhere. */
  readonly hover: Accessor<HoverPlace | null>
  readonly setPointer: (place: { readonly x: number; readonly y: number } | null) => void
}

export const [TracksProvider, useTracks] = createRootContext<TracksParts>('Tracks')
