import type { Gap } from '../media/gap.ts'

/**
 * `pieces` cut and filled so that they cover [fromMs, toMs) exactly. A hole is a fault of the explanation, not of the
 * recording: the entry says so instead of leaving time out, and the segment behind it is kept.
 */
export function fitGaps(pieces: readonly Gap[], fromMs: number, toMs: number): Gap[] {
  const fitted: Gap[] = []
  let at = fromMs
  for (const piece of pieces) {
    const start = Math.max(at, piece.fromMs)
    const end = Math.min(toMs, piece.toMs)
    if (end <= start) continue
    if (start > at) fitted.push(unexplained(at, start))
    fitted.push({ ...piece, fromMs: start, toMs: end })
    at = end
  }
  if (at < toMs) fitted.push(unexplained(at, toMs))
  return fitted
}

const unexplained = (fromMs: number, toMs: number): Gap => ({
  fromMs,
  toMs,
  state: 'agent-down',
  cause: 'agent.unexplained',
})
