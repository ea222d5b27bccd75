import { type BoxSpan, boxesIn, findBox, readType } from './read-boxes.ts'
import { readUint } from './read-fields.ts'
import { trackBoxes } from './read-tracks.ts'
import { syncSample } from './sample-flags.ts'

const hasFlags = 0x000400
const hasCompositionOffset = 0x000800
const runHeadLength = 12

/**
 * Calls the recovery points of a track (groups `rap ` and `roll`) sync samples, in place. For players that begin with
 * nothing else, as those of Media Source Extensions (ISO BMFF byte stream format, 4): a stream of periodic intra refresh
 * has no other. What such a player shows is right when the recovery is over; the file keeps its word.
 * @param moof a whole box; the content is not trusted.
 */
export function markRecoveryPoints(moof: Uint8Array, trackId: number): void {
  const track = trackBoxes(moof).find(each => each.box.type === 'traf' && each.trackId === trackId)
  const run = track ? findBox(moof, track.box, 'trun') : null
  if (!track || !run) return
  const flags = (readUint(moof, run, 0, 4) ?? 0) & 0xffffff
  if ((flags & hasFlags) === 0) return
  const sampleLength = flags & hasCompositionOffset ? 16 : 12
  const view = new DataView(moof.buffer, moof.byteOffset, moof.byteLength)
  for (const box of boxesIn(moof, track.box.contentAt, track.box.end)) {
    if (box.type !== 'sbgp') continue
    for (const sample of groupedSamples(moof, box)) {
      const at = run.contentAt + runHeadLength + sample * sampleLength + 8
      if (at + 4 <= run.end) view.setUint32(at, syncSample)
    }
  }
}

/** The samples of the track fragment, counted from 0, that are of the group. */
function groupedSamples(moof: Uint8Array, box: BoxSpan): number[] {
  if (box.contentAt + 12 > box.end || !['rap ', 'roll'].includes(readType(moof, box.contentAt + 4))) return []
  const runs = readUint(moof, box, 8, 4) ?? 0
  const found: number[] = []
  let sample = 0
  for (let i = 0; i < runs; i++) {
    const count = readUint(moof, box, 12 + i * 8, 4)
    const index = readUint(moof, box, 16 + i * 8, 4)
    if (count === null || index === null || count > moof.length) break
    if (index > 0) for (let k = 0; k < count; k++) found.push(sample + k)
    sample += count
  }
  return found
}
