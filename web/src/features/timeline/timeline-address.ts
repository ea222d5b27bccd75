/** What a link to the timeline says: `?camera=id,id&t=2026-11-20T12:00:00.000Z`. */
interface TimelineAddress {
  readonly cameras: readonly string[]
  /** Epoch ms; null where the link names no moment. */
  readonly atMs: number | null
}

/** More than this at once neither fits the screen nor the connection. */
const camerasAtOnce = 4

export function readAddress(search: { camera?: string; t?: string }): TimelineAddress {
  const atMs = search.t === undefined ? Number.NaN : Date.parse(search.t)
  const cameras = (search.camera ?? '').split(',').filter(id => id !== '')
  return { cameras: [...new Set(cameras)].slice(0, camerasAtOnce), atMs: Number.isNaN(atMs) ? null : atMs }
}

/** The cameras on the screen after one was picked, alone or together with the others; never none. */
export function afterSelect(selected: readonly string[], cameraId: string, add: boolean): readonly string[] {
  if (!add) return [cameraId]
  if (!selected.includes(cameraId)) return [...selected, cameraId].slice(-camerasAtOnce)
  return selected.length > 1 ? selected.filter(id => id !== cameraId) : selected
}
