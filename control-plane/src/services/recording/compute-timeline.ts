import type { LedgerState } from '@nightjar/shared/records/ledger.ts'
import type { Outage } from '../camera/outage.ts'

/** One ledger entry as the timeline needs it. */
export interface TimelineEntry {
  /** Ordinal of its lineage, 0 for the first, and its place therein. */
  readonly lineage: number
  readonly sequence: number
  readonly fromMs: number
  readonly toMs: number
  readonly state: LedgerState
  readonly cause: string | null
  /** For recorded and evicted. */
  readonly segmentId: string | null
  /** Whether a verified copy of the segment is in the archive. */
  readonly archived: boolean
}

export interface TimelineInterval {
  readonly fromMs: number
  readonly toMs: number
  readonly state: LedgerState | 'recording' | 'pending'
  readonly cause: string | null
  readonly where: 'site' | 'archive' | 'both' | 'gone' | null
  readonly segmentId: string | null
}

interface TimelineInput {
  readonly fromMs: number
  readonly toMs: number
  readonly nowMs: number
  readonly entries: readonly TimelineEntry[]
  /** Wall start of the segment that the agent is writing now; null when none is, or the agent is offline. */
  readonly openSegmentStartMs: number | null
  /** Why nothing is recorded now, where the agent says so. */
  readonly outage?: Outage | null
}

/**
 * The intervals of [from, min(to, now)): in order, without overlap and without hole. `evicted` wins over the
 * recording that it takes back; otherwise none lie over each other, but for older rows, of which the later one wins.
 * What no entry covers is `recording` behind the start of the open segment, what the
 * agent says behind the start of an outage, and `pending` elsewhere. Segments stay apart; neighbouring gaps of one state and cause become one.
 */
export function computeTimeline(input: TimelineInput): TimelineInterval[] {
  const endMs = Math.min(input.toMs, input.nowMs)
  if (endMs <= input.fromMs) return []
  const open = input.openSegmentStartMs
  const lastMs = input.entries.reduce((last, entry) => Math.max(last, entry.toMs), Number.NEGATIVE_INFINITY)
  // The status can be older than the entry of the segment that it calls open.
  const recordingMs = open === null ? Number.POSITIVE_INFINITY : Math.max(open, lastMs)

  const outage = input.outage ? { ...input.outage, fromMs: Math.max(input.outage.fromMs, lastMs) } : null

  const edges = edgesOf(input, endMs, [recordingMs, outage?.fromMs ?? Number.POSITIVE_INFINITY])
  const winners = paint(edges, input.entries)
  const intervals: TimelineInterval[] = []
  for (let cell = 0; cell + 1 < edges.length; cell++) {
    const [fromMs, toMs] = [edges[cell]!, edges[cell + 1]!]
    const entry = winners[cell]
    const piece = entry === undefined ? uncovered(fromMs, toMs, recordingMs, outage) : covered(fromMs, toMs, entry)
    const previous = intervals.at(-1)
    if (previous !== undefined && isSame(previous, piece)) intervals[intervals.length - 1] = { ...previous, toMs }
    else intervals.push(piece)
  }
  return intervals
}

/** Every moment at which something can change, in order; the first is `from` and the last `end`. */
function edgesOf(input: TimelineInput, endMs: number, turns: readonly number[]): number[] {
  const moments = new Set([input.fromMs, endMs])
  for (const ms of [...turns, ...input.entries.flatMap(entry => [entry.fromMs, entry.toMs])])
    if (ms > input.fromMs && ms < endMs) moments.add(ms)
  return [...moments].sort((a, b) => a - b)
}

/**
 * The winning entry of each cell [edges[i], edges[i+1]). The heaviest first, and cells once painted are jumped over, so that
 * the work stays near linear even for entries that all overlap.
 */
function paint(edges: readonly number[], entries: readonly TimelineEntry[]): (TimelineEntry | undefined)[] {
  const winners = new Array<TimelineEntry | undefined>(edges.length - 1)
  const cellAt = new Map(edges.map((ms, cell) => [ms, cell]))
  // next[i]: the first cell from i on that may be unpainted.
  const next = edges.map((_, cell) => cell)
  const unpainted = (cell: number): number => {
    let root = cell
    while (next[root] !== root) root = next[root]!
    for (let at = cell; at !== root; ) {
      const after = next[at]!
      next[at] = root
      at = after
    }
    return root
  }
  const [firstMs, lastMs] = [edges[0]!, edges.at(-1)!]
  for (const entry of entries.toSorted(byWeight)) {
    if (entry.toMs <= firstMs || entry.fromMs >= lastMs) continue
    const end = cellAt.get(Math.min(entry.toMs, lastMs))!
    for (let cell = unpainted(cellAt.get(Math.max(entry.fromMs, firstMs))!); cell < end; cell = unpainted(cell)) {
      winners[cell] = entry
      next[cell] = cell + 1
    }
  }
  return winners
}

/** What is to be seen comes first: evictions, then the later lineage and place. */
const byWeight = (a: TimelineEntry, b: TimelineEntry): number =>
  Number(b.state === 'evicted') - Number(a.state === 'evicted') || b.lineage - a.lineage || b.sequence - a.sequence

function uncovered(fromMs: number, toMs: number, recordingMs: number, outage: Outage | null): TimelineInterval {
  const nothing = { fromMs, toMs, cause: null, where: null, segmentId: null }
  if (fromMs >= recordingMs) return { ...nothing, state: 'recording' }
  if (outage && fromMs >= outage.fromMs) return { ...nothing, state: outage.state, cause: outage.cause }
  return { ...nothing, state: 'pending' }
}

const covered = (fromMs: number, toMs: number, entry: TimelineEntry): TimelineInterval => ({
  fromMs,
  toMs,
  state: entry.state,
  cause: entry.cause,
  where: whereaboutsOf(entry),
  segmentId: entry.segmentId,
})

function whereaboutsOf(entry: { state: LedgerState; archived: boolean }): TimelineInterval['where'] {
  if (entry.state === 'recorded') return entry.archived ? 'both' : 'site'
  if (entry.state === 'evicted') return entry.archived ? 'archive' : 'gone'
  return null
}

const isSame = (a: TimelineInterval, b: TimelineInterval): boolean =>
  a.state === b.state && a.cause === b.cause && a.segmentId === b.segmentId && a.where === b.where
