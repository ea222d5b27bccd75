import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import fc from 'fast-check'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { DiskFile } from '../platform/disk.ts'
import { testId, testRandom } from '../testing/records.ts'
import { simulatedCamera } from '../testing/simulated-camera.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { SimulatedFile } from '../testing/simulated-file.ts'
import { readSegment } from './read-segment.ts'
import { createStreamRecorder } from './stream-recorder.ts'
import { createSyncGroup } from './sync-group.ts'

const asFile = (bytes: Uint8Array) => {
  const file = new SimulatedFile(Buffer.from(bytes))
  return { read: async (target: Uint8Array, position: number) => file.read(target, position) } as DiskFile
}
const read = (bytes: Uint8Array, limit = bytes.length) => readSegment(asFile(bytes), limit)

describe('reading a segment back', () => {
  let bytes: Uint8Array
  let closed: ClosedSegment

  before(async () => {
    const clock = new SimulatedClock(1_750_000_000_000)
    const random = testRandom(9)
    const disk = new SimulatedDisk()
    await disk.makeFolder('/s')
    const recorder = createStreamRecorder({
      cameraId: testId(),
      streamId: testId(),
      role: 'record',
      settings: { segmentSeconds: 60, audio: false },
      configVersion: 4,
      mask: { version: 2, geometryHash: 'a'.repeat(64) },
      segmentsDir: '/s',
      disk,
      clock,
      random,
      syncGroup: createSyncGroup({ clock }),
      onClosed: segment => {
        closed = segment
      },
      onFault: fault => assert.fail(fault.cause),
    })
    const end = simulatedCamera({ clock, random }).start(recorder)
    await clock.advance(6000)
    end()
    await recorder.stop()
    bytes = [...disk.files().values()][0]!
  })

  it('finds in a whole file what the writer said of it', async () => {
    const reading = await read(bytes)
    assert.deepEqual(
      [reading?.mediaHash, reading?.wholeLength, reading?.initHash, reading?.initLength, reading?.fragments],
      [closed.mediaHash, closed.byteLength, closed.initHash, closed.initLength, closed.fragments],
    )
    assert.deepEqual(reading?.about.mask, closed.mask)
  })

  it('cuts at the last whole fragment, wherever the file ends', async () => {
    const ends = [...closed.fragments.slice(1).map(([, offset]) => offset - 56), bytes.length]
    for (let length = 0; length < bytes.length; length += 97) {
      const reading = await read(bytes.subarray(0, length))
      assert.equal(reading?.wholeLength ?? 0, ends.findLast(end => end <= length) ?? 0, `cut at ${length}`)
      assert.equal((await read(bytes, length))?.wholeLength, reading?.wholeLength)
    }
  })

  it('claims nothing behind a byte that changed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const torn = Uint8Array.from(bytes)
        torn[at]! ^= flip
        const reading = await read(torn)
        if (at >= closed.initLength) assert.ok((reading?.wholeLength ?? 0) <= at)
      }),
      { numRuns: 300 },
    )
  })

  it('takes lost pages for what they are, even where the length is right', async () => {
    const torn = Uint8Array.from(bytes).fill(0, 12_288, 16_384)
    assert.ok((await read(torn))!.wholeLength <= 12_288)
  })

  it('answers null to anything else, without an error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 4000 }), async junk => assert.equal(await read(junk), null)),
    )
    await fc.assert(
      fc.asyncProperty(fc.nat(closed.initLength), fc.uint8Array({ maxLength: 200 }), async (at, junk) => {
        const mixed = Uint8Array.from(bytes.subarray(0, closed.initLength + 300))
        mixed.set(junk.subarray(0, mixed.length - at), at)
        await read(mixed)
      }),
      { numRuns: 300 },
    )
  })
})
