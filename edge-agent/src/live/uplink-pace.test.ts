import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UplinkPace } from './uplink-pace.ts'

const megabyte = 1024 * 1024
const picture = { kind: 'video', keyframe: false } as const
const keyframe = { kind: 'video', keyframe: true } as const
const sound = { kind: 'audio', keyframe: true } as const

test('behind the limit everything waits for a keyframe and for the socket to run dry', () => {
  const pace = new UplinkPace()
  assert.equal(pace.admits(picture, 0), true)
  assert.equal(pace.admits(picture, 2 * megabyte), false)
  assert.equal(pace.admits(picture, 0), false, 'a picture that refers to a missing one')
  assert.equal(pace.admits(sound, 0), false)
  assert.equal(pace.admits(keyframe, megabyte), false, 'still too much on the way')
  assert.equal(pace.admits(keyframe, 0), true)
  assert.equal(pace.admits(sound, 0), true)
})

test('the first group of pictures may be large, and makes no larger limit for later', () => {
  const pace = new UplinkPace()
  pace.burst(6 * megabyte)
  assert.equal(pace.admits(picture, 6 * megabyte), true)
  assert.equal(pace.admits(picture, 3 * megabyte), true)
  assert.equal(pace.admits(picture, 0), true)
  assert.equal(pace.admits(picture, 2 * megabyte), false)
})
