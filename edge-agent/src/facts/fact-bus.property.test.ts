import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import fc from 'fast-check'
import pino from 'pino'
import { type Fact, hintKey } from './fact.ts'
import { createFactBus } from './fact-bus.ts'

const fact: fc.Arbitrary<Fact> = fc.oneof(
  fc.nat().map((at): Fact => ({ kind: 'segmentRecorded', manifest: { sequence: at } as SegmentManifest })),
  fc.constantFrom('1', '2', '3').map((cameraId): Fact => ({ kind: 'cameraChanged', cameraId })),
  fc.boolean().map((isUp): Fact => ({ kind: 'linkChanged', isUp })),
)
/** Publish, many times where many segments are to pile up, or let time pass. */
const step = fc.oneof(
  fact.map(one => ({ publish: one, times: 1 })),
  fc.nat(1500).map(times => ({ publish: recorded, times })),
  fc.nat(3_000).map(passMs => ({ passMs })),
)
const recorded: Fact = { kind: 'segmentRecorded', manifest: { sequence: 0 } as SegmentManifest }
/** How long each handling takes, and which of them throw. */
const temper = fc.record({ delayMs: fc.constantFrom(0, 1, 700), throwsEvery: fc.constantFrom(1, 3, 1_000_000) })

type Heard = Fact | { readonly missed: number }

/** Replays what was published against what was heard: nothing invented, nothing out of order, nothing lost untold. */
function check(published: readonly Fact[], heard: readonly Heard[]): void {
  let at = 0
  let untold = 0
  for (const word of heard) {
    if ('missed' in word) {
      for (let left = word.missed - untold; left > 0; at++) if (hintKey(published[at]!) === null) left--
      untold = 0
      continue
    }
    while (published[at] !== word) {
      assert.ok(at < published.length, 'something was heard that was not published, or not in this order')
      if (hintKey(published[at]!) === null) untold++
      at++
    }
    if (hintKey(word) === null) assert.equal(untold, 0, 'a fact that counts was lost without a word')
    at++
  }
  assert.equal(untold + published.slice(at).filter(one => hintKey(one) === null).length, 0, 'the last facts are lost')
  for (const key of new Set(published.map(hintKey))) {
    if (key === null) continue
    const last = (all: readonly Heard[]) => all.findLast(one => !('missed' in one) && hintKey(one) === key)
    assert.equal(last(heard), last(published), 'the newest hint of each name is heard')
  }
}

test('whatever is published and however slow or faulty they are, each hears all that counts, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), fc.array(temper, { minLength: 1 }), async (steps, tempers) => {
      const clock = new SimulatedClock(0)
      const facts = createFactBus(pino({ level: 'silent' }))
      const published: Fact[] = []
      const listeners = tempers.map(({ delayMs, throwsEvery }) => {
        const heard: Heard[] = []
        const hear = async (word: Heard) => {
          heard.push(word)
          if (delayMs > 0) await clock.sleep(delayMs)
          if (heard.length % throwsEvery === 0) throw new Error('faulty')
        }
        const missed = (count: number) => hear({ missed: count })
        facts.subscribe('one', { segmentRecorded: hear, cameraChanged: hear, linkChanged: hear, missed })
        return heard
      })
      for (const each of steps) {
        if ('passMs' in each) await clock.advance(each.passMs)
        else {
          for (let i = 0; i < each.times; i++) {
            const copy = { ...each.publish }
            published.push(copy)
            facts.publish(copy)
          }
        }
      }
      const count = () => listeners.reduce((sum, heard) => sum + heard.length, 0)
      for (let before = -1; before < count(); ) {
        before = count()
        await clock.advance(3_000_000)
      }
      for (const heard of listeners) check(published, heard)
    }),
    { numRuns: 60 },
  )
})
