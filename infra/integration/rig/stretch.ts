import assert from 'node:assert/strict'
import type { accountOf } from '../../rig/recording.ts'

/** The local camera's pictures in a second. */
export const perSecond = 10
/** What a crash of a process that holds pictures may cost, and what may be under way to it when it comes. */
const maxLostSeconds = 2 + 0.5

/** Pictures of the local camera between two steps, and what may be missing of them. */
export interface Stretch {
  readonly name: string
  readonly from: number
  readonly until: number
  readonly killedAt: number | null
  readonly mayMiss: boolean
}

/** What was lost in one stretch is what it may cost; `tell` hears how much that was. `all` are gaps in the counters. */
export function assertCost(
  { name, from, until, killedAt, mayMiss }: Stretch,
  all: ReturnType<typeof accountOf>['gaps'],
  tell: (line: string) => void,
): void {
  // A gap belongs to where it ends: what a kill costs begins before it.
  const gaps = all.filter(gap => gap.to >= from && gap.to < until)
  const lost = gaps.reduce((sum, gap) => sum + gap.to - gap.from + 1, 0)
  tell(`${name}: ${lost} pictures lost of ${until - from} ${JSON.stringify(gaps)}`)
  if (mayMiss) return
  assert.equal(gaps.length, killedAt === null ? 0 : 1, name)
  if (killedAt === null) return
  const ofTheCrash = (killedAt - (gaps[0]?.from ?? killedAt)) / perSecond
  tell(`${name}: ${ofTheCrash.toFixed(2)} s of what was received`)
  assert.ok(ofTheCrash <= maxLostSeconds, `${name}: ${ofTheCrash} s`)
}
