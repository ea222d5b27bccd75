import { hourOf } from './ground.ts'

/**
 * How many records of a camera are taken in an hour. Manifests whose time was given to others have no bound otherwise.
 * An agent that was offline brings a month of minutes in one go (86 400), and a week of segments of five seconds in
 * three hours.
 */
export const recordsPerHour = 100_000
/**
 * And how many bytes of them, as JSON. That month of minutes has 185 MB where fragments are of half a second, and so has
 * a disk of 43 000 files of which an agent without an index tells again. A manifest alone may have 50 KB.
 */
export const bytesPerHour = 256_000_000

/** What was applied of a camera's records in the hour of our clock that began at `hourMs`. */
export interface Arrivals {
  readonly hourMs: number
  readonly records: number
  readonly bytes: number
}

const waits =
  'More records came within the hour than are taken of one camera. The agent sends the rest in the next one.'

/**
 * Whether more records may be taken in this hour of our clock.
 * @param fresh the records as they were read: nothing is in them that no schema knows.
 * @returns the count with them, and a public sentence where they have to wait.
 */
export function judgeArrivals(
  before: Arrivals,
  fresh: readonly unknown[],
  nowMs: number,
): { readonly arrivals: Arrivals; readonly waits: string | null } {
  const hourMs = hourOf(nowMs)
  const so = before.hourMs === hourMs ? before : { records: 0, bytes: 0 }
  const records = so.records + fresh.length
  const bytes = fresh.reduce<number>((sum, record) => sum + Buffer.byteLength(JSON.stringify(record)), so.bytes)
  return {
    arrivals: { hourMs, records, bytes },
    waits: records > recordsPerHour || bytes > bytesPerHour ? waits : null,
  }
}
