import { findBox } from './read-boxes.ts'
import { readUint } from './read-fields.ts'
import { trackBoxes } from './read-tracks.ts'

/**
 * Adds to the decode time of each track of a whole `moof` box (`tfdt`, ISO 14496-12 8.8.12), in place and without
 * moving a byte.
 *
 * @param ticksOf what is added, in whole ticks of the track; may be negative.
 * @throws RangeError where a track has no time of 64 bits, or would begin before zero.
 */
export function shiftDecodeTimes(moof: Uint8Array, ticksOf: (trackId: number) => number): void {
  const view = new DataView(moof.buffer, moof.byteOffset, moof.byteLength)
  for (const { trackId, box } of trackBoxes(moof)) {
    const time = findBox(moof, box, 'tfdt')
    const ticks = time && readUint(moof, time, 0, 1) === 1 ? readUint(moof, time, 4, 8) : null
    if (time === null || trackId === null || ticks === null) throw new RangeError('a track without a decode time')
    const shifted = ticks + ticksOf(trackId)
    if (!Number.isSafeInteger(shifted) || shifted < 0) throw new RangeError(`a decode time of ${shifted}`)
    view.setUint32(time.contentAt + 4, Math.floor(shifted / 2 ** 32))
    view.setUint32(time.contentAt + 8, shifted % 2 ** 32)
  }
}
