/** A picture in I420, limited range, BT.709: planes of their own with a stride (bytes) each. */
export interface Canvas {
  readonly width: number
  readonly height: number
  readonly y: Uint8Array
  readonly u: Uint8Array
  readonly v: Uint8Array
  readonly yStride: number
  /** Of both chroma planes. */
  readonly cStride: number
}

/** Scenes are composed on this size and drawn at any. */
export const designWidth = 1280
export const designHeight = 720
