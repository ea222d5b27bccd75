import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '../testing/simulated-clock.ts'
import { after, type Clock, systemClock } from './clock.ts'

/** What both promise; time passes by itself or is moved. */
const clocks: ReadonlyArray<[string, () => { clock: Clock; pass(ms: number): Promise<void> }]> = [
  ['system', () => ({ clock: systemClock, pass: ms => systemClock.sleep(ms) })],
  [
    'simulated',
    () => {
      const clock = new SimulatedClock()
      return { clock, pass: ms => clock.advance(ms) }
    },
  ],
]

for (const [name, make] of clocks) {
  test(`${name}: a sleep ends with the signal’s reason, before or while it lasts`, async () => {
    const { clock } = make()
    const reason = new Error('enough')
    const stop = new AbortController()
    const asleep = clock.sleep(60_000, stop.signal)
    stop.abort(reason)
    await assert.rejects(asleep, reason)
    await assert.rejects(clock.sleep(0, stop.signal), reason)
  })

  test(`${name}: what is called off is not called, what repeats is called until then`, async () => {
    const { clock, pass } = make()
    const called: string[] = []
    const callOff = after(clock, 5, () => called.push('called off'))
    after(clock, 5, () => called.push('once'))
    const stop = clock.every(5, () => called.push('again'))
    callOff()
    const startMs = clock.monotonicMs()
    while (called.length < 4) await pass(5)
    stop()
    assert.ok(clock.monotonicMs() - startMs >= 14)
    const count = called.length
    await pass(30)
    assert.deepEqual([called.length, called.includes('called off')], [count, false])
    assert.equal(called.filter(what => what === 'once').length, 1)
  })
}

test('simulated: timers fire at their own time and in their order, however far it is moved', async () => {
  const clock = new SimulatedClock(1000)
  const fired: Array<[string, number]> = []
  const note = (what: string) => () => fired.push([what, clock.monotonicMs()])
  after(clock, 30, note('later'))
  after(clock, 10, () => after(clock, 5, note('set off')))
  const stop = clock.every(20, note('every'))
  await clock.advance(45)
  stop()
  assert.deepEqual(fired, [
    ['set off', 15],
    ['every', 20],
    ['later', 30],
    ['every', 40],
  ])
  clock.stepWall(-500)
  assert.deepEqual([clock.monotonicMs(), clock.wallMs()], [45, 545])
})

test('simulated: it is moved in steps for what reads it, and two who move it never put it back', async () => {
  const seen: number[] = []
  const clock: SimulatedClock = new SimulatedClock(0, {
    stepMs: 10,
    turn: async () => void seen.push(clock.monotonicMs()),
  })
  await clock.advance(25)
  assert.deepEqual(seen, [0, 10, 20, 25])
  await Promise.all([clock.advance(30), clock.advance(5)])
  assert.equal(clock.monotonicMs(), 55)
  assert.deepEqual(
    seen,
    seen.toSorted((a, b) => a - b),
  )
})

test('simulated: clearing forgets every timer and ends the move', async () => {
  const clock = new SimulatedClock()
  let fired = 0
  after(clock, 10, () => clock.clear())
  after(clock, 20, () => fired++)
  await clock.advance(100)
  assert.deepEqual([fired, clock.monotonicMs()], [0, 10])
})
