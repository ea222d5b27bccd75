import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isBrowserStart } from './browser-start.ts'

const sample = (...headers: number[]) => Uint8Array.from(headers.flatMap(header => [0, 0, 0, 3, header, 1, 2]))

test('a browser begins with an IDR picture of H.264, not with a recovery point', () => {
  assert.equal(isBrowserStart('h264', sample(0x06, 0x65)), true)
  assert.equal(isBrowserStart('h264', sample(0x06, 0x41)), false)
})

test('a browser begins with any random access picture of H.265, not with a recovery point', () => {
  for (const type of [16, 19, 20, 21]) assert.equal(isBrowserStart('h265', sample(39 << 1, type << 1)), true)
  assert.equal(isBrowserStart('h265', sample(39 << 1, 1 << 1)), false)
})

test('bytes that are no NAL units are none', () => {
  assert.equal(isBrowserStart('h264', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x65])), true)
  assert.equal(isBrowserStart('h264', new Uint8Array([0, 0, 0, 9])), false)
})
