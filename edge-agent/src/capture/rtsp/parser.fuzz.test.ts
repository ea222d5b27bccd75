import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { RtspParseError, RtspParser } from './parser.ts'

const text = (value: string) => Buffer.from(value, 'latin1')

/** Pieces of valid sessions and of what goes wrong in them. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 64 }).map(bytes => Buffer.from(bytes)),
  fc.constantFrom(
    text('RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n'),
    text('RTSP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nabcde'),
    text('RTSP/1.0 200 OK\r\nContent-Length: 99999999\r\n\r\n'),
    text('RTSP/1.0 401 Unauthorized\nWWW-Authenticate: Digest realm="", nonce="'),
    text('SET_PARAMETER * RTSP/1.0\r\nCSeq: 1\r\n\r\n'),
    text('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'),
    text('RTSP/1.0 '),
    text('\r\n\r\n'),
    text('$'),
  ),
  fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 65535 }), fc.nat({ max: 400 }))
    .map(([channel, claimed, real]) =>
      Buffer.concat([Buffer.from([0x24, channel, claimed >> 8, claimed & 255]), Buffer.alloc(real, 0x41)]),
    ),
)

const session = fc.array(piece, { maxLength: 60 }).map(pieces => Buffer.concat(pieces))

interface Outcome {
  readonly units: string[]
  readonly failed: boolean
}

function run(bytes: Uint8Array, cuts: readonly number[]): Outcome {
  const units: string[] = []
  const parser = new RtspParser({
    message: message => units.push(JSON.stringify([message, Buffer.from(message.body).toString('hex')])),
    frame: (channel, payload) => units.push(`${channel} ${Buffer.from(payload).toString('hex')}`),
  })
  let at = 0
  let cut = 0
  try {
    while (at < bytes.length) {
      const length = Math.max(1, cuts.length === 0 ? bytes.length : cuts[cut++ % cuts.length]!)
      // The socket's buffer is used again: what the parser keeps must be its own copy.
      const chunk = new Uint8Array(bytes.subarray(at, at + length))
      parser.push(chunk)
      chunk.fill(0xee)
      assert.ok(parser.heldBytes <= 400 * 1024)
      at += length
    }
  } catch (error) {
    assert.ok(error instanceof RtspParseError, String(error))
    return { units, failed: true }
  }
  return { units, failed: false }
}

test('any bytes in any split: no error but the parser’s own, bounded memory, and the split never matters', () => {
  fc.assert(
    fc.property(session, fc.array(fc.integer({ min: 1, max: 97 }), { maxLength: 8 }), (bytes, cuts) => {
      const whole = run(bytes, [])
      const split = run(bytes, cuts)
      assert.deepEqual(split.units, whole.units)
      assert.equal(split.failed, whole.failed)
    }),
    { seed: 4, numRuns: 1500 },
  )
})
