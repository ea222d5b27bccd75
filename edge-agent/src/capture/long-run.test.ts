import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededFraction } from '../testing/seeded.ts'
import { type Pause, type SentPicture, sent } from './testing/simulated-link.ts'
import { startMs, type Told, told } from './testing/told-times.ts'

const minutes = 40
const seeds = Array.from({ length: 24 }, (_, i) => i + 1)

interface Step {
  readonly atMs: number
  readonly byMs: number
}

const sumAt = (steps: readonly Step[], nowMs: number) =>
  steps.reduce((sum, { atMs, byMs }) => (nowMs >= atMs ? sum + byMs : sum), 0)

/** A camera, a network and a machine, each with the faults that it had in the field, drawn by a seed. */
function scene(seed: number) {
  const fraction = seededFraction(seed)
  const between = (least: number, most: number) => least + fraction() * (most - least)
  const one = <T>(...of: readonly T[]): T => of[Math.floor(fraction() * of.length)]!
  /** Times that lie that far apart in the mean, and not in the first half minute. */
  const times = (meanMs: number) => {
    const found: number[] = []
    for (let atMs = between(30_000, 30_000 + meanMs); atMs < minutes * 60_000; atMs += between(0.5, 1.5) * meanMs)
      found.push(Math.round(atMs))
    return found
  }
  const frameMs = 1000 / one(1, 5, 10, 15, 25)
  const groupMs = one(1, 2, 4, 10) * 1000
  const partsPerMillion = between(-200, 200)
  const jitterMs = between(2, 60)
  const wallSteps = times(900_000).map(
    (atMs): Step => ({ atMs, byMs: one(-1, 1) * one(20, 200, 400, 1500, 3_600_000) }),
  )
  const pauses = times(150_000).map((fromMs): Pause => {
    const ms = between(0.3, 1) * one(1000, 5000, 12_000, 30_000)
    return { fromMs, ms, ...(one(true, false) && { heldMs: ms * between(0.2, 1), isLoss: one(true, false) }) }
  })
  // While the network stands and makes up for it, a leap cannot be told from pictures that the camera dropped.
  const isHeldUp = (atMs: number) => pauses.some(({ fromMs, ms }) => atMs >= fromMs - frameMs && atMs < fromMs + 4 * ms)
  const leaps = times(600_000).flatMap((atMs): Step[] => {
    const byMs = one(400, 1500, 4000, 3_600_000, 365 * 86_400_000)
    // Less far back than to the picture before it is a late picture.
    return isHeldUp(atMs) ? [] : [{ atMs, byMs: one(byMs, -byMs - frameMs) }]
  })
  const ratio = 1 + partsPerMillion / 1e6
  const mediaMs = (takenMs: number) => takenMs * ratio + sumAt(leaps, takenMs)
  const timestamp = (takenMs: number) => 70_000 + Math.round(mediaMs(takenMs) * 90)
  const delayMs = (_: number, keyframe: boolean) => 20 + fraction() * jitterMs + (keyframe ? 40 : 0)
  const link = { pauses, speed: one(Number.POSITIVE_INFINITY, 8, 2, 1.4), delayMs }
  const cameraErrorMs = between(-120, 120)
  const hasReports = one(true, false)
  const reports = (nowMs: number) => {
    const atMs = Math.floor(nowMs / 5000) * 5000
    return { ntpMs: startMs + atMs + cameraErrorMs, timestamp: timestamp(atMs) }
  }
  return {
    pictures: sent({ frameMs, groupMs, ms: minutes * 60_000, timestamp }, link),
    watching: {
      wallErrorMs: (nowMs: number) => sumAt(wallSteps, nowMs),
      ...(hasReports && { report: reports }),
    },
    frameMs,
    groupMs,
    leaps,
    wallSteps,
    pauses,
    partsPerMillion,
  }
}

/** Until the first keyframe after our clock was set the run goes on by the old one. */
function assertHonest(all: Told, { wallSteps, groupMs }: ReturnType<typeof scene>, why: string): void {
  let run = -1
  let wallOfRunMs = 0
  for (const picture of all.pictures) {
    const { saidMs, trueMs, uncertaintyMs, takenMs, arrivedMs, wallErrorMs } = picture
    if (picture.run !== run) {
      run = picture.run
      wallOfRunMs = wallErrorMs
    }
    const where = `${why}: picture of ${takenMs} ms in run ${run} (${all.causes[run]}), said within ${uncertaintyMs}`
    const isAfterStep = wallSteps.some(({ atMs }) => arrivedMs >= atMs && takenMs < atMs + groupMs + 1000)
    const errorMs = saidMs - trueMs
    const oldErrorMs = errorMs + wallErrorMs - wallOfRunMs
    const offMs = isAfterStep ? Math.min(Math.abs(errorMs), Math.abs(oldErrorMs)) : Math.abs(errorMs)
    assert.ok(offMs <= uncertaintyMs, `${where}, is ${Math.round(errorMs)} ms off`)
    const aheadMs = saidMs - (arrivedMs + (isAfterStep ? Math.max(wallErrorMs, wallOfRunMs) : wallErrorMs))
    assert.ok(aheadMs <= uncertaintyMs, `${where}, lies ${Math.round(aheadMs)} ms ahead of our clock`)
  }
}

/** Only where our clock was set back by more than half a second does time come twice. */
function assertOnce(all: Told, why: string): void {
  const ends = new Map<number, number>()
  const walls = new Map<number, number>()
  for (const { run, saidMs, wallErrorMs } of all.pictures) {
    ends.set(run, Math.max(ends.get(run) ?? saidMs, saidMs))
    if (!walls.has(run)) walls.set(run, wallErrorMs)
  }
  for (const [i, run] of all.runs.entries()) {
    const before = all.runs[i - 1]
    if (before === undefined || walls.get(i)! - walls.get(i - 1)! < -500) continue
    assert.ok(run.wallStartMs > before.wallStartMs, `${why}: run ${i} begins before the one in front of it`)
    const endMs = startMs + ends.get(i - 1)!
    assert.ok(run.isSeamless || run.wallStartMs > endMs, `${why}: run ${i} lies over the one in front of it`)
  }
}

const lossOf = ({ pictures }: { pictures: readonly SentPicture[] }) => pictures.filter(one => one.afterLoss).length

test(`${minutes} minutes of drift, jitter, pauses, leaps and set clocks: what is said is true, once, and in few runs`, () => {
  for (const seed of seeds) {
    const drawn = scene(seed)
    const why = `seed ${seed}`
    const all = told(drawn.pictures, drawn.watching)
    assertHonest(all, drawn, why)
    assertOnce(all, why)
    const drifts = Math.ceil((Math.abs(drawn.partsPerMillion) * minutes * 60) / 250_000) + 1
    const most = 1 + 2 * (drawn.leaps.length + drawn.wallSteps.length) + lossOf(drawn) + drifts
    assert.ok(all.runs.length <= most, `${why}: ${all.runs.length} runs, not ${most}: ${all.causes.join()}`)
  }
})
