import type { HashedRecord } from '../verify-records.ts'
import { dayMs, skewMs } from './ground.ts'

/** What lies further ahead waits for nothing: an administrator is asked. */
export const longestAheadMs = 7 * dayMs

/**
 * Whether records speak of time that has not come by our clock, but will: clocks are set back, ours too, and nobody has
 * lied then. They are not taken now, and come again. Where we know by what we wrote ourselves that it is our clock that
 * is behind, they wait however far ahead they lie. @returns a public sentence of at most 200 characters that names both
 * clocks; null where they need not wait, or lie too far ahead to wait for.
 */
export function judgeAhead(
  fresh: readonly HashedRecord[],
  { nowMs, writtenAtMs }: { readonly nowMs: number; readonly writtenAtMs: number },
): string | null {
  const endMs = Math.max(...fresh.map(({ record }) => (record.kind === 'segment' ? record.wallEndMs : record.toMs)))
  if (endMs <= nowMs + skewMs) return null
  const isOursBehind = writtenAtMs > nowMs + skewMs
  if (!isOursBehind && endMs > nowMs + longestAheadMs) return null
  const whose = isOursBehind ? 'Set the clock of the control plane (NTP)' : 'Set the clock that is wrong (NTP)'
  return `Records reach to ${minuteOf(endMs)} by the agent's clock; here it is ${minuteOf(nowMs)}. ${whose}; the agent sends them again.`
}

const minuteOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
