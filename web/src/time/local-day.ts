/** `2026-11-20` in the browser's time zone, as date fields want it. */
export function localDay(epochMs: number): string {
  const date = new Date(epochMs)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** The middle of a day that a date field names, epoch ms; null where it names none. */
export function noonOf(day: string): number | null {
  const at = new Date(`${day}T12:00:00`).getTime()
  return Number.isNaN(at) ? null : at
}
