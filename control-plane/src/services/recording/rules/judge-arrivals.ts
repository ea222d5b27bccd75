import { hourOf } from './ground.ts'

/**
 * How many records of a camera are taken in an hour. Manifests whose time was given to others have no bound otherwise.
 * An agent that was offline brings a month of minutes in one go (86 400), and a week of segments of five seconds in
 * three hours.
 */
export const recordsPerHour = 100_000

const waits =
  'More records came within the hour than are taken of one camera. The agent sends the rest in the next one.'

/**
 * Whether more records may be taken in this hour of our clock.
 * @returns the count with them, and a public sentence where they have to wait.
 */
export function judgeArrivals(
  before: { readonly hourMs: number; readonly records: number },
  count: number,
  nowMs: number,
): { readonly arrivals: { readonly hourMs: number; readonly records: number }; readonly waits: string | null } {
  const hourMs = hourOf(nowMs)
  const records = (before.hourMs === hourMs ? before.records : 0) + count
  return { arrivals: { hourMs, records }, waits: records > recordsPerHour ? waits : null }
}
