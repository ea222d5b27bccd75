import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Pause, sent } from './testing/simulated-link.ts'
import { assertTrue, config, type ToldPicture, told } from './testing/told-times.ts'

const pauseSeconds = [1, 2, 5, 8, 12, 25, 30]
const rates = [5, 15, 30]
const groupSeconds = [1, 4, 10]

/** Every pause at every rate and group, after 21.3 s of peace and with a minute of it behind. */
function* scenes(speeds: readonly number[]) {
  for (const pause of pauseSeconds)
    for (const rate of rates)
      for (const group of groupSeconds)
        for (const speed of speeds) {
          const camera = { frameMs: 1000 / rate, groupMs: group * 1000, ms: 81_300 + pause * 1000 }
          const why = `${pause} s at ${rate} pictures a second, groups of ${group} s, made up for ${speed} times as fast`
          yield { pause: { fromMs: 21_300, ms: pause * 1000 }, camera, speed, why }
        }
}

test('a network that holds everything up and then delivers it starts no run, and no picture is told late', () => {
  for (const { pause, camera, speed, why } of scenes([Number.POSITIVE_INFINITY, 1.5])) {
    const all = told(sent(camera, { pauses: [pause], speed }))
    assert.deepEqual(all.causes, ['connected'], why)
    assertTrue(all, why)
  }
})

test('a run that has to begin while the network makes up for a pause begins when its picture was taken', () => {
  for (const { pause, camera, speed, why } of scenes([Number.POSITIVE_INFINITY, 2])) {
    const changedAtMs = pause.fromMs + pause.ms / 2
    const change = ({ takenMs }: { takenMs: number }) => ({
      config: takenMs < changedAtMs ? config : { ...config, decoderConfig: new Uint8Array([2]) },
    })
    const all = told(sent(camera, { pauses: [pause], speed }), { change })
    assert.deepEqual(all.causes, ['connected', 'codec-changed'], why)
    assert.ok(all.runs[1]?.isSeamless, why)
    assertTrue(all, why)
  }
})

/** Where more than a second is missing between one picture and the next, by what is said. */
function holes(pictures: readonly ToldPicture[]) {
  return pictures.slice(1).flatMap((after, i) => {
    const before = pictures[i]!
    return after.saidMs - before.saidMs > 1000 ? [{ before, after }] : []
  })
}

for (const isLoss of [true, false]) {
  const how = isLoss ? 'from among numbered packets' : 'before it numbers them'
  test(`what a camera drops ${how} while the network stands is one hole with true ends`, () => {
    for (const { pause, camera, why } of scenes([Number.POSITIVE_INFINITY])) {
      const heldMs = Math.min(2000, pause.ms / 4)
      const drop: Pause = { ...pause, heldMs, isLoss }
      const all = told(sent(camera, { pauses: [drop], speed: 3 }))
      const missingMs = pause.ms - heldMs
      assert.deepEqual(all.causes, isLoss && missingMs > 1000 ? ['connected', 'loss'] : ['connected'], why)
      assertTrue(all, why)
      const found = holes(all.pictures)
      assert.equal(found.length, missingMs > 1000 ? 1 : 0, why)
      for (const { before, after } of found) {
        const sureMs = after.uncertaintyMs
        assert.ok(Math.abs(before.saidMs - before.takenMs) <= sureMs, why)
        assert.ok(Math.abs(after.saidMs - after.takenMs) <= sureMs, why)
      }
    }
  })
}

test('a network that takes half of what comes for ten seconds of each minute starts no run', () => {
  const minutes = Array.from({ length: 10 }, (_, minute) => 5000 + minute * 60_000)
  const pauses = minutes.flatMap(from => Array.from({ length: 20 }, (_, i) => ({ fromMs: from + i * 500, ms: 300 })))
  const slow = sent({ frameMs: 40, groupMs: 2000, ms: 600_000 }, { pauses, speed: 1.2 })
  assert.ok(Math.max(...slow.map(({ takenMs, arrivedMs }) => arrivedMs - takenMs)) > 4000)
  const all = told(slow)
  assert.deepEqual(all.causes, ['connected'])
  assertTrue(all, 'slowed down')
})

test('a camera clock that lost three seconds for good is followed once nothing has come sooner for a while', () => {
  const timestamp = (takenMs: number) => 70_000 + Math.round((takenMs - (takenMs > 40_000 ? 3000 : 0)) * 90)
  const pictures = sent({ frameMs: 100, groupMs: 1000, ms: 120_000, timestamp }, { pauses: [] })
  const all = told(pictures.filter(({ takenMs }) => takenMs <= 40_000 || takenMs > 43_000))
  const last = all.pictures.at(-1)!
  assert.ok(Math.abs(last.saidMs - last.takenMs) <= last.uncertaintyMs)
  assert.ok(all.causes.length <= 3, all.causes.join())
})
