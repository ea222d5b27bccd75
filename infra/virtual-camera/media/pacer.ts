/** Milliseconds of media time since the process began; runs with the monotonic clock. */
export const mediaNow = (): number => performance.now()

/** The wall clock that belongs to a media time: steps of the system clock do not reach a running camera. */
export const utcOf = (mediaMs: number): number => performance.timeOrigin + mediaMs

/** How late a tick is made up for, with its own time; what is later still is left out, as by a camera under load. */
const maxLateMs = 3_000

/** Calls `tick` with its nominal media time at a fixed rate. Returns what ends it. */
export function pace(perSecond: number, tick: (mediaMs: number) => void): () => void {
  const period = 1000 / perSecond
  let due = mediaNow()
  let timer: NodeJS.Timeout
  const step = (): void => {
    const now = mediaNow()
    if (now - due > maxLateMs) due += Math.floor((now - due) / period) * period
    timer = setTimeout(step, Math.max(0, due + period - now))
    const time = due
    due += period
    tick(time)
  }
  timer = setTimeout(step, 0)
  return () => clearTimeout(timer)
}
