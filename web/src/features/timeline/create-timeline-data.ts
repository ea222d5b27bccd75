import type { Seam } from '@nightjar/shared/api/chain.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'
import { queryKeys } from '../../api/queries.ts'
import { getTimeline } from '../../api/recording.ts'
import { problemOf, unwrap } from '../../api/result.ts'
import { usePageVisible } from '../../primitives/use-page-visible.ts'
import { type Damage, joinDamage, readDamage } from './damage.ts'
import { type Interval, joinIntervals, mergeIntervals } from './interval.ts'
import { spanOf, type ViewRange } from './view-range.ts'

const hour = 3_600_000
const day = 24 * hour
/** The newest stretch grows; what is long past changes only when something is deleted or mirrored. */
const newestFreshMs = 4000
const pastFreshMs = 120_000
const pollMs = 5000

/** Long views ask for long pieces, so that a month is a handful of questions. */
const pieceLength = (span: number): number => (span <= 8 * hour ? 4 * hour : span <= 4 * day ? day : 7 * day)

export interface TimelineData {
  readonly intervals: (cameraId: string) => readonly Interval[]
  /** Where the chain of records begins anew, oldest first. */
  readonly seams: (cameraId: string) => readonly Seam[]
  /** Where pictures were damaged on the way from the camera, oldest first. */
  readonly damaged: (cameraId: string) => readonly Damage[]
  readonly problem: Accessor<Problem | null>
  readonly loading: Accessor<boolean>
  readonly refetch: () => void
}

interface Known {
  readonly intervals: readonly Interval[]
  readonly seams: readonly Seam[]
  readonly damaged: readonly Damage[]
}

/** The intervals of `cameraIds` around `view`, fetched in pieces that are kept and shared between zoom levels. */
export function createTimelineData(view: Accessor<ViewRange>, cameraIds: Accessor<readonly string[]>): TimelineData {
  const queryClient = useQueryClient()
  const pageVisible = usePageVisible()
  const [known, setKnown] = createSignal<ReadonlyMap<string, Known>>(new Map())
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const [loading, setLoading] = createSignal(true)
  let round = 0

  const load = async () => {
    round += 1
    const own = round
    const { from, to } = view()
    const length = pieceLength(spanOf(view()))
    const first = Math.floor((from - spanOf(view()) * 0.25) / length)
    const last = Math.floor((Math.min(to, Date.now()) + length * 0.05) / length)
    const pieces = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
    const loaded = new Map<string, Known>()
    try {
      await Promise.all(
        cameraIds().map(async cameraId => {
          const parts = await Promise.all(pieces.map(piece => fetchPiece(cameraId, piece * length, length)))
          loaded.set(cameraId, {
            intervals: joinIntervals(parts.map(part => part.intervals)),
            seams: parts.flatMap(part => part.seams),
            damaged: joinDamage(parts.map(part => part.damaged)),
          })
          // Each track appears as soon as it is there.
          if (own === round) setKnown(before => new Map(before).set(cameraId, loaded.get(cameraId)!))
        }),
      )
      if (own === round) setProblem(null)
    } catch (error) {
      if (own === round && !(error instanceof DOMException)) setProblem(problemOf(error))
    }
    if (own === round) setLoading(false)
  }

  const fetchPiece = (cameraId: string, from: number, length: number) =>
    queryClient.fetchQuery({
      queryKey: [...queryKeys.timeline, cameraId, from, length],
      queryFn: async ({ signal }): Promise<Known> => {
        const { intervals, seams, damaged } = unwrap(await getTimeline(cameraId, from, from + length, signal))
        return { intervals: mergeIntervals(intervals), seams, damaged: readDamage(damaged) }
      },
      staleTime: from + length > Date.now() - 300_000 ? newestFreshMs : pastFreshMs,
    })

  let timer: ReturnType<typeof setTimeout> | undefined
  createEffect(
    on([view, () => cameraIds().join()], () => {
      clearTimeout(timer)
      // While somebody drags or pinches, the view changes with every frame.
      timer = setTimeout(load, 120)
    }),
  )
  const poll = setInterval(() => pageVisible() && void load(), pollMs)
  onCleanup(() => {
    clearTimeout(timer)
    clearInterval(poll)
  })
  return {
    intervals: cameraId => known().get(cameraId)?.intervals ?? [],
    seams: cameraId => known().get(cameraId)?.seams ?? [],
    damaged: cameraId => known().get(cameraId)?.damaged ?? [],
    problem,
    loading,
    refetch: load,
  }
}
