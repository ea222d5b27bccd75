import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { makeChain } from '../../testing/make-chain.ts'
import { buildPlaylist } from './build-playlist.ts'

const chain = makeChain()
const segment = (fromMs: number, toMs: number, more: Partial<SegmentManifest> = {}) =>
  chain.recorded(fromMs, toMs, more)[0]
const linesOf = (segments: readonly SegmentManifest[]) => {
  const name = (id: string) => segments.findIndex(each => each.segmentId === id)
  return buildPlaylist(segments, {
    init: id => `/${name(id)}/init.mp4`,
    fragments: (id, { runZeroMs, withInit }) => `/${name(id)}?runZero=${runZeroMs}${withInit ? '&init' : ''}`,
  }).split('\n')
}
const bytesIn = (lines: readonly string[]) => lines.filter(line => /^\/|^#EXT-X-(MAP|DISCONTINUITY)/.test(line))

describe('playlist', () => {
  it('says how long each segment is and when it was', () => {
    const lines = linesOf([segment(0, 10_000), segment(10_000, 20_500)])
    assert.ok(lines.includes('#EXTINF:10.500,'))
    assert.ok(lines.includes('#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:10.000Z'))
    // RFC 8216 4.3.3.1: no EXTINF, rounded, may be more than the target duration.
    assert.ok(lines.includes('#EXT-X-TARGETDURATION:11'))
    assert.equal(lines.at(-2), '#EXT-X-ENDLIST')
  })

  it('gives the segments of a run one zero and one map, and closes the gap between them', () => {
    const lines = linesOf([segment(5000, 10_000), segment(10_000, 20_000), segment(60_000, 70_000)])
    assert.deepEqual(bytesIn(lines), [
      '#EXT-X-MAP:URI="/0/init.mp4"',
      '/0?runZero=-5000',
      '/1?runZero=-5000',
      '/2?runZero=-45000',
    ])
  })

  it('goes on in the same time with the next run, behind a map of its own', () => {
    const second = { runId: 'second', mediaStartMs: 0, mediaEndMs: 4000 }
    assert.deepEqual(bytesIn(linesOf([segment(0, 10_000), segment(70_000, 74_000, second)])), [
      '#EXT-X-MAP:URI="/0/init.mp4"',
      '/0?runZero=0',
      '#EXT-X-MAP:URI="/1/init.mp4"',
      '/1?runZero=10000',
    ])
  })

  it('has a discontinuity where decoders must begin anew: other codecs, other tracks, another size', () => {
    for (const other of [{ codecString: 'avc1.64001f,mp4a.40.2' }, { width: 640 }, { height: 360 }])
      assert.deepEqual(bytesIn(linesOf([segment(0, 10_000), segment(10_000, 20_000, other)])).slice(2), [
        '#EXT-X-DISCONTINUITY',
        '#EXT-X-MAP:URI="/1/init.mp4"',
        '/1?runZero=0&init',
      ])
  })

  it('is valid without any segment', () => {
    assert.match(linesOf([]).join('\n'), /^#EXTM3U\n[\s\S]*#EXT-X-ENDLIST\n$/)
  })
})
