import type { Seam } from '@nightjar/shared/api/chain.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js'
import { queryKeys } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { usePageVisible } from '../../primitives/use-page-visible.ts'
import { type Damage, joinDamage } from './damage.ts'
import { fetchPiece, type Known } from './fetch-piece.ts'
import { type Interval, joinIntervals } from './interval.ts'
import { spanOf, type ViewRange } from './view-range.ts'

const hour = 3_600_000
const day = 24 * hour
/** The newest stretch grows; what is long past changes only when something is deleted or mirrored. */
const newestFreshMs = 4000
const pastFreshMs = 120_000
const pollMs = 5000

/** Long views ask for long pieces, so that a month is a handful of questions. */
const pieceLength = (span: number): number => (span <= 8 * hour ? 4 * hour : span <= 4 * day ? day : 7 * day)

/** Seconds by piece: less than a quarter of what a pixel of a wide screen stands for. */
const resolutionOf = (length: number): number => (length <= 4 * hour ? 0 : length <= day ? 2 : 10)

export interface TimelineData {
  readonly intervals: (cameraId: string) => readonly Interval[]
  /** Where the chain of records begins anew, oldest first. */
  readonly seams: (cameraId: string) => readonly Seam[]
  /** Where pictures were damaged on the way from the camera, oldest first. */
  readonly damaged: (cameraId: string) => readonly Damage[]
  /** Some of the view has more changes than are shown at once. */
  readonly isCut: Accessor<boolean>
  readonly problem: Accessor<Problem | null>
  readonly loading: Accessor<boolean>
  readonly refetch: () => void
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
          const parts = await Promise.all(pieces.map(piece => askPiece(cameraId, piece * length, length)))
          loaded.set(cameraId, {
            intervals: joinIntervals(parts.map(part => part.intervals)),
            seams: parts.flatMap(part => part.seams),
            damaged: joinDamage(parts.map(part => part.damaged)),
            isCut: parts.some(part => part.isCut),
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

  const askPiece = (cameraId: string, from: number, length: number) =>
    queryClient.fetchQuery({
      queryKey: [...queryKeys.timeline, cameraId, from, length],
      queryFn: ({ signal }) =>
        fetchPiece(cameraId, { fromMs: from, toMs: from + length, resolution: resolutionOf(length) }, signal),
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
    isCut: () => cameraIds().some(cameraId => known().get(cameraId)?.isCut),
    problem,
    loading,
    refetch: load,
  }
}
