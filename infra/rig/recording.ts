import type { Segment, Timeline } from '@nightjar/shared/api/recording.ts'
import { type Account, account, type CounterRange } from '../frame-counter/account.ts'
import { readCounters } from '../frame-counter/read-file.ts'
import type { ApiClient } from './api-client.ts'

interface Page<T> {
  readonly items: readonly T[]
  readonly nextCursor?: string | null
}

const query = (from: Date, to: Date): string => `from=${from.toISOString()}&to=${to.toISOString()}`

/** All segments of a camera in a time range, in order. */
export async function segmentsOf(api: ApiClient, cameraId: string, from: Date, to: Date): Promise<Segment[]> {
  const segments: Segment[] = []
  let cursor: string | null = null
  do {
    const more: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''
    const page: Page<Segment> = await api.get(`/api/v1/cameras/${cameraId}/segments?${query(from, to)}${more}`)
    segments.push(...page.items)
    cursor = page.nextCursor ?? null
  } while (cursor)
  return segments
}

export const timelineOf = (api: ApiClient, cameraId: string, from: Date, to: Date): Promise<Timeline> =>
  api.get(`/api/v1/cameras/${cameraId}/timeline?${query(from, to)}`)

/** The burned-in counters of all segments, through the same address a player uses. @throws Error where one does not decode */
export async function storedCounters(api: ApiClient, segments: readonly Segment[]): Promise<(number | null)[]> {
  const counters: (number | null)[] = []
  for (const segment of segments) {
    const pictures = await readCounters(await api.bytes(segment.mediaUrl))
    counters.push(...pictures.map(picture => picture.counter))
  }
  return counters
}

/** What became of the pictures of a range; without one, of those between the first and the last that are stored. */
export function accountOf(counters: readonly (number | null)[], range?: CounterRange): Account {
  const known = counters.filter(counter => counter !== null)
  return account(counters, range ?? { first: Math.min(...known), last: Math.max(...known) })
}

/** What is wrong with a timeline: holes, overlaps, a wrong beginning. Empty when it covers its range. */
export function timelineFaults(timeline: Timeline): string[] {
  const faults: string[] = []
  let at = timeline.from
  for (const interval of timeline.intervals) {
    if (interval.from !== at) faults.push(`${interval.state} begins at ${interval.from}, not at ${at}`)
    if (Date.parse(interval.to) <= Date.parse(interval.from))
      faults.push(`${interval.state} at ${interval.from} is empty`)
    at = interval.to
  }
  return faults
}
