import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { findBinary, skipWithout } from '../services/binaries.ts'
import { account } from './account.ts'
import { readCounter } from './read.ts'
import { readCounters } from './read-file.ts'
import { fromGray, toGray } from './strip.ts'
import { writeCounter } from './write.ts'

/** A picture full of noise, so that the strip has neighbours to be told from. */
function noise(width: number, height: number): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, index) => (Math.imul(index, 2654435761) >>> 24) & 0xff)
}

test('every counter comes back as it was written, at any size', () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 32 - 1),
      fc.constantFrom([640, 360], [1280, 720], [352, 288], [704, 576], [1920, 1080], [320, 180]),
      (counter, [width = 0, height = 0]) => {
        const luma = noise(width, height)
        writeCounter(luma, width, height, width, counter)
        assert.equal(readCounter(luma, width, height, width), counter)
      },
    ),
    { numRuns: 60 },
  )
})

test('Gray code changes one block from one picture to the next', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 32 - 2), value => {
      const difference = (toGray(value) ^ toGray(value + 1)) >>> 0
      assert.equal(difference & (difference - 1), 0)
      assert.equal(fromGray(toGray(value)), value)
    }),
  )
})

test('a picture without the strip has no counter, nor has one with a flipped block', () => {
  const [width, height] = [640, 360]
  assert.equal(readCounter(new Uint8Array(width * height).fill(16), width, height, width), null)
  assert.equal(readCounter(new Uint8Array(width * height).fill(128), width, height, width), null)
  for (let block = 2; block < 42; block++) {
    const luma = noise(width, height)
    writeCounter(luma, width, height, width, 123_456_789)
    const left = (38 + block) * 8
    for (let row = 352; row < 360; row++) {
      const at = row * width + left
      luma.fill(luma[at]! > 100 ? 36 : 190, at, at + 8)
    }
    assert.equal(readCounter(luma, width, height, width), null, `block ${block}`)
  }
})

test('the strip survives scaling to half and a change of range', () => {
  const [width, height] = [1280, 720]
  const luma = noise(width, height)
  writeCounter(luma, width, height, width, 87_654_321)
  const half = new Uint8Array((width / 2) * (height / 2))
  for (let row = 0; row < height / 2; row++) {
    for (let column = 0; column < width / 2; column++) {
      const at = 2 * row * width + 2 * column
      const mean = (luma[at]! + luma[at + 1]! + luma[at + width]! + luma[at + width + 1]!) / 4
      half[row * (width / 2) + column] = ((mean - 16) * 255) / 219
    }
  }
  assert.equal(readCounter(half, width / 2, height / 2, width / 2), 87_654_321)
})

test('the strip survives encoding far below the bitrate of the sub stream, by an encoder that is not ours', {
  skip: skipWithout(['ffmpeg']),
  timeout: 120_000,
}, async t => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-strip-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [width, height, count, first] = [640, 360, 60, 0xfffffff0]
  const pictures = Array.from({ length: count }, (_, index) => {
    const luma = noise(width, height)
    // Harder than any scene: the noise moves as a whole.
    luma.copyWithin(0, index * 1000)
    writeCounter(luma, width, height, width, (first + index) % 2 ** 32)
    return luma
  })
  const path = join(folder, 'strip.mp4')
  const input = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${width}x${height}`, '-r', '10', '-i', 'pipe:0']
  const encoder = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-b:v', '150k', '-maxrate', '150k']
  execFileSync(findBinary('ffmpeg') ?? 'ffmpeg', ['-v', 'error', ...input, ...encoder, '-bufsize', '150k', path], {
    input: Buffer.concat(pictures),
    maxBuffer: 2 ** 28,
  })
  const read = await readCounters(path)
  assert.deepEqual(
    read.map(picture => picture.counter),
    Array.from({ length: count }, (_, index) => (first + index) % 2 ** 32),
  )
  assert.ok(read.every((picture, index) => Math.abs(picture.ptsSeconds - index / 10) < 1e-3))
})

test('the account tells stored, lost, doubled, reordered and foreign pictures apart', () => {
  assert.deepEqual(account([10, 11, 13, 12, 13, null, 15, 99], { first: 10, last: 16 }), {
    delivered: 7,
    stored: 5,
    lost: 2,
    doubled: 1,
    reordered: 1,
    unreadable: 1,
    foreign: 1,
    gaps: [
      { from: 14, to: 14 },
      { from: 16, to: 16 },
    ],
  })
})
