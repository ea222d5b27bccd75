import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GroupLog } from './group-log.ts'
import { picture } from './testing/bench.ts'

const pictureOf = (number: number, keyframe: boolean) => Buffer.from(picture(number, keyframe))
const bytes = pictureOf(0, true).byteLength

test('keeps the current group only, and numbers go on', () => {
  const log = new GroupLog(100 * bytes)
  log.append(pictureOf(0, true), true)
  log.append(pictureOf(1, false), false)
  log.append(pictureOf(2, true), true)
  assert.deepEqual([log.start, log.end, log.bytes], [2, 3, bytes])
  assert.equal(log.at(1), undefined)
  assert.ok(log.at(2))
})

test('nothing is kept before the first keyframe, nor of a group that grows beyond the bound', () => {
  const log = new GroupLog(3 * bytes)
  log.append(pictureOf(0, false), false)
  assert.deepEqual([log.start, log.end], [1, 1])
  log.append(pictureOf(1, true), true)
  for (let number = 2; number < 10; number++) log.append(pictureOf(number, false), false)
  assert.ok(log.bytes <= 3 * bytes)
  assert.deepEqual([log.start, log.end], [10, 10])
  log.append(pictureOf(10, true), true)
  assert.deepEqual([log.start, log.end], [10, 11])
})

test('a new description lets go of the pictures before it', () => {
  const log = new GroupLog(100 * bytes)
  log.append(pictureOf(0, true), true)
  log.describe(Buffer.from('x'))
  assert.deepEqual([log.start, log.end, log.bytes, log.descriptionVersion], [1, 1, 0, 1])
})
