import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { JitterBuffer } from './jitter-buffer.ts'

class Picture {
  closed = 0
  readonly number: number
  constructor(number: number) {
    this.number = number
  }
  close(): void {
    this.closed += 1
  }
}

test('a picture waits for the next one, so that a packet late by half a picture is not seen', () => {
  const buffer = new JitterBuffer<Picture>()
  buffer.frameRate = 25
  buffer.push(new Picture(1), 0)
  assert.equal(buffer.take(16), null)
  buffer.push(new Picture(2), 40)
  assert.equal(buffer.take(48)?.number, 1)
  assert.equal(buffer.take(64), null)
})

test('a picture with no successor is shown after one and a half times its duration', () => {
  const buffer = new JitterBuffer<Picture>()
  buffer.frameRate = 25
  buffer.push(new Picture(1), 0)
  assert.equal(buffer.take(59), null)
  assert.equal(buffer.take(60)?.number, 1)
})

test('of a burst only the two newest are kept and the others are closed', () => {
  const buffer = new JitterBuffer<Picture>()
  const burst = Array.from({ length: 250 }, (_, number) => new Picture(number))
  for (const picture of burst) buffer.push(picture, 0)
  assert.equal(buffer.take(0)?.number, 248)
  assert.equal(buffer.dropped, 248)
  assert.equal(burst.filter(picture => picture.closed === 1).length, 248)
})

test('whatever happens, every picture is either handed out or closed exactly once', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant('push'), fc.integer({ min: 0, max: 300 }))), steps => {
      const buffer = new JitterBuffer<Picture>()
      const pushed: Picture[] = []
      const taken = new Set<Picture>()
      let now = 0
      for (const step of steps) {
        if (step === 'push') {
          const picture = new Picture(pushed.length)
          pushed.push(picture)
          buffer.push(picture, now)
        } else {
          now += step as number
          const picture = buffer.take(now)
          if (picture !== null) taken.add(picture)
        }
      }
      buffer.clear()
      for (const picture of pushed) assert.equal(picture.closed, taken.has(picture) ? 0 : 1)
    }),
  )
})
