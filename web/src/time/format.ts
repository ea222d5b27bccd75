const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const clockMinutes = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short' })
const dayYear = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })

/** Times are shown in the time zone of the browser, 24 hours. */
export const formatClock = (epochMs: number): string => clock.format(epochMs)
export const formatClockMinutes = (epochMs: number): string => clockMinutes.format(epochMs)
export const formatDay = (epochMs: number): string => day.format(epochMs)
export const formatDayYear = (epochMs: number): string => dayYear.format(epochMs)

const zone = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' })
/** `GMT`, `CET`, `GMT+9`: the browser's zone as it is at that moment, summer time included. */
export const formatZone = (epochMs: number): string =>
  zone.formatToParts(epochMs).find(part => part.type === 'timeZoneName')?.value ?? ''

/** `Sat 21 Nov, 12:03:20 CET` in a zone of its own; null for a zone that the browser does not know. */
export function formatInZone(epochMs: number, timeZone: string): string | null {
  try {
    const options = { weekday: 'short', day: 'numeric', month: 'short', timeZone } as const
    const clocks = { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZoneName: 'short' } as const
    return new Intl.DateTimeFormat('en-GB', { ...options, ...clocks }).format(epochMs)
  } catch {
    return null
  }
}

/** `12:03:20` today, `Fri 20 Nov, 12:03:20` on other days. */
export function formatMoment(epochMs: number, nowMs: number): string {
  const sameDay = new Date(epochMs).toDateString() === new Date(nowMs).toDateString()
  return sameDay ? formatClock(epochMs) : `${formatDay(epochMs)}, ${formatClock(epochMs)}`
}

/** `8 s`, `2 min 5 s`, `3 h 20 min`, `4 d 2 h`: two units at most. */
export function formatDuration(ms: number): string {
  const units = [
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['min', 60_000],
    ['s', 1000],
  ] as const
  const first = units.findIndex(([, size]) => ms >= size)
  if (first === -1) return ms < 1 ? '0 s' : '< 1 s'
  const [name, size] = units[first]!
  const whole = Math.floor(ms / size)
  const next = units[first + 1]
  const rest = next === undefined ? 0 : Math.floor((ms - whole * size) / next[1])
  return rest > 0 && next !== undefined ? `${whole} ${name} ${rest} ${next[0]}` : `${whole} ${name}`
}

/** `just now`, `8 s ago`, `3 min ago`: one unit. */
export function formatAgo(epochMs: number, nowMs: number): string {
  const ms = nowMs - epochMs
  if (ms < 2000) return 'just now'
  return `${formatDuration(ms).split(' ').slice(0, 2).join(' ')} ago`
}
