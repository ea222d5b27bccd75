import type { Gap, GapReason } from '../media/gap.ts'

const unexplained: GapReason = { state: 'agent-down', cause: 'agent.unexplained' }

/**
 * `pieces` cut and filled so that they cover [fromMs, toMs) exactly. A hole is a fault of the explanation, not of the
 * recording: the entry says so instead of leaving time out, and the segment behind it is kept.
 * @param hole what a hole is said to be.
 */
export function fitGaps(pieces: readonly Gap[], fromMs: number, toMs: number, hole = unexplained): Gap[] {
  const fitted: Gap[] = []
  let at = fromMs
  for (const piece of pieces) {
    const start = Math.max(at, piece.fromMs)
    const end = Math.min(toMs, piece.toMs)
    if (end <= start) continue
    if (start > at) fitted.push({ fromMs: at, toMs: start, ...hole })
    fitted.push({ ...piece, fromMs: start, toMs: end })
    at = end
  }
  if (at < toMs) fitted.push({ fromMs: at, toMs, ...hole })
  return fitted
}
