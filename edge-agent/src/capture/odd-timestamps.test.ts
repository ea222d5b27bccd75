import assert from 'node:assert/strict'
import { test } from 'node:test'
import { seededFraction } from '../testing/seeded.ts'
import { sent } from './testing/simulated-link.ts'
import { assertTrue, told } from './testing/told-times.ts'

const rates = [5, 10, 15, 25, 30]

for (const wobbleMs of [5, 40, 90]) {
  test(`timestamps that wobble by ${wobbleMs} ms are one run, in order, with durations that make sense`, () => {
    for (const rate of rates) {
      const fraction = seededFraction(rate * wobbleMs)
      const frameMs = 1000 / rate
      const random = () => (fraction() * 2 - 1) * wobbleMs
      const alternating = (index: number) => (index % 2 === 0 ? wobbleMs : -wobbleMs)
      for (const wobble of [random, alternating]) {
        const timestamp = (takenMs: number, index: number) => 70_000 + Math.round((takenMs + wobble(index)) * 90)
        const all = told(sent({ frameMs, groupMs: 2000, ms: 180_000, timestamp }, { pauses: [] }))
        const why = `${rate} a second`
        assert.deepEqual(all.causes, ['connected'], why)
        assertTrue(all, why)
        const durations = all.pictures.slice(1).map(({ pts }, i) => (pts - all.pictures[i]!.pts) / 90)
        const [least, most] = [Math.min(...durations), Math.max(...durations)]
        assert.ok(least >= 1 && most <= frameMs + 2 * wobbleMs + 1, `${why}: ${least} to ${most} ms`)
        const short = durations.filter(ms => ms < 5).length
        assert.ok(short <= durations.length / 20, `${why}: ${short} of ${durations.length} pictures are hardly shown`)
      }
    }
  })
}

for (const leapMs of [300, 600, 2000, 4900, 60_000, -300, -2000, -86_400_000]) {
  test(`timestamps that leap by ${leapMs} ms while the packets go on: no picture is told wrong`, () => {
    for (const rate of rates)
      for (const groupMs of [1000, 10_000]) {
        const frameMs = 1000 / rate
        const leapAtMs = 33_333
        const timestamp = (takenMs: number) => 70_000 + Math.round((takenMs + (takenMs >= leapAtMs ? leapMs : 0)) * 90)
        const all = told(sent({ frameMs, groupMs, ms: 90_000, timestamp }, { pauses: [] }))
        const why = `${rate} a second, groups of ${groupMs} ms`
        assertTrue(all, why)
        assert.ok(all.runs.length <= 2, `${why}: ${all.causes.join()}`)
      }
  })
}

for (const leapMs of [-300, -400, -600, -1000]) {
  test(`B-frames whose timestamps leap by ${leapMs} ms are not told wrong, and are shown in their order`, () => {
    for (const leapIndex of [310, 311, 312, 313]) {
      const frameMs = 40
      // Sent 0, 4, 2, 1, 3, 8, 6, 5, 7: each group of four its last picture first, as a pyramid.
      const shown = (index: number) => (index === 0 ? 0 : index - ((index - 1) % 4) + [3, 1, 0, 2][(index - 1) % 4]!)
      const leap = (index: number) => (index >= leapIndex ? leapMs : 0)
      const timestamp = (_: number, index: number) => 90_000 + (shown(index) * frameMs + leap(index)) * 90
      const all = told(sent({ frameMs, groupMs: 90_000, ms: 30_000, timestamp }, { pauses: [] }), {
        config: { reorders: true },
      })
      assertTrue(all, `from picture ${leapIndex} on`)
      // The two groups that the leap lies in come out as they may.
      const inOrder = all.pictures
        .map(({ pts }, index) => ({ pts, at: shown(index), index }))
        .filter(({ index }) => index < 309 || index > 320)
        .sort((a, b) => a.at - b.at)
      for (const [i, { pts, at }] of inOrder.slice(1).entries())
        assert.ok(pts > inOrder[i]!.pts, `picture ${at} is shown at ${pts}, the one before it at ${inOrder[i]!.pts}`)
    }
  })
}
