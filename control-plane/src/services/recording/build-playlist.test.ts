import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeChain } from '../../testing/make-chain.ts'
import { buildPlaylist } from './build-playlist.ts'

const urlOf = (segmentId: string) => `/${segmentId}.mp4`

describe('playlist', () => {
  it('gives each segment its own head and its own time', () => {
    const chain = makeChain()
    const [a] = chain.recorded(0, 10_000)
    const [b] = chain.recorded(10_000, 20_500)
    const text = buildPlaylist([a, b], urlOf)
    assert.equal(text.match(/#EXT-X-MAP/g)?.length, 2)
    assert.equal(text.match(/#EXT-X-DISCONTINUITY/g)?.length, 1)
    const lines = text.split('\n')
    assert.ok(lines.indexOf('#EXT-X-DISCONTINUITY') > lines.indexOf(urlOf(a.segmentId)))
    assert.ok(lines.includes(`#EXT-X-MAP:URI="/${a.segmentId}.mp4",BYTERANGE="700@0"`))
    assert.ok(lines.includes('#EXT-X-BYTERANGE:49300@700'))
    assert.ok(lines.includes('#EXTINF:10.500,'))
    assert.ok(lines.includes('#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:10.000Z'))
    // RFC 8216 4.3.3.1: no EXTINF, rounded, may be more than the target duration.
    assert.ok(lines.includes('#EXT-X-TARGETDURATION:11'))
    assert.equal(lines.at(-2), '#EXT-X-ENDLIST')
  })

  it('is valid without any segment', () => {
    assert.match(buildPlaylist([], urlOf), /^#EXTM3U\n[\s\S]*#EXT-X-ENDLIST\n$/)
  })
})
