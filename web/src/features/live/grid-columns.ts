/** Columns for `tiles` 16:9 pictures in a space of `width` × `height` px, such that the pictures are largest. */
export function bestColumns(tiles: number, width: number, height: number): number {
  if (tiles === 0 || width < 640) return 1
  let best = 1
  let bestWidth = 0
  for (let columns = 1; columns <= Math.min(tiles, 6); columns += 1) {
    const rows = Math.ceil(tiles / columns)
    const tileWidth = Math.min(width / columns, ((height / rows) * 16) / 9)
    if (tileWidth > bestWidth + 1) {
      best = columns
      bestWidth = tileWidth
    }
  }
  return best
}

/** Width in px at which `tiles` 16:9 pictures in `columns`, 4 px apart, are as tall as `height` together. */
export function widestTile(tiles: number, columns: number, height: number): number {
  const rows = Math.ceil(tiles / columns)
  return Math.floor(((height - (rows - 1) * 4) / rows) * (16 / 9))
}
