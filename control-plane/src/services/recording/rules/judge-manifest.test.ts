import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { makeChain } from '../../../testing/make-chain.ts'
import { judgeManifest } from './judge-manifest.ts'

const hourMs = 3_600_000
const t0 = 200 * hourMs
const ground = { nowMs: 1000 * hourMs }
const judge = (fromMs: number, toMs: number, media: Partial<SegmentManifest> = {}) =>
  judgeManifest(makeChain().segment(fromMs, toMs, media), ground)

describe('what a segment can be', () => {
  it('is one of a minute, of a moment, of a camera that sends a picture every five seconds', () => {
    assert.equal(judge(t0, t0 + 60_000), null)
    assert.equal(judge(t0, t0 + 1, { fragments: [[t0, 700, 1]] }), null)
    const slow = Array.from({ length: 60 }, (_, index): [number, number, 0 | 1] => [
      t0 + index * 5000,
      700 + index * 100,
      index === 0 ? 1 : 0,
    ])
    assert.equal(judge(t0, t0 + 300_000, { byteLength: 6700, fragments: slow }), null)
  })

  it('may be moved at its end to meet the run behind it: by a second on, by half of its last group back', () => {
    const groups: SegmentManifest['fragments'] = [
      [t0, 700, 1],
      [t0 + 8000, 900, 1],
    ]
    const endingAt = (wallEndMs: number) => judge(t0, t0 + 12_000, { fragments: groups, wallEndMs })
    assert.equal(endingAt(t0 + 13_000), null)
    assert.equal(endingAt(t0 + 10_000), null)
    assert.match(endingAt(t0 + 13_200)!, /by one clock/)
    assert.match(endingAt(t0 + 8800)!, /by one clock/)
  })

  const cut = (count: number, lengthMs: number): Partial<SegmentManifest> => ({
    byteLength: 700 + count * 1000,
    fragments: Array.from({ length: count }, (_, at) => [
      t0 + Math.floor((at * lengthMs) / count),
      700 + at * 1000,
      at === 0 ? 1 : 0,
    ]),
  })

  it('has four fragments a second, and some more, and some at once where a run ends', () => {
    assert.equal(judge(t0, t0 + 60_000, cut(240, 60_000)), null)
    assert.equal(judge(t0, t0 + 60_000, cut(1200, 60_000)), null)
    assert.equal(judge(t0, t0 + 300_000, cut(2000, 300_000)), null)
    assert.equal(judge(t0, t0 + 10, cut(50, 10)), null)
  })

  it('names a configuration that an agent may have, also one that a restored database does not know yet', () => {
    assert.equal(judge(t0, t0 + 1000, { configVersion: 2 ** 31 - 1 }), null)
  })

  const refused: Record<string, [RegExp, number, number, Partial<SegmentManifest>]> = {
    'a day in one small file': [/longer than any/, t0, t0 + 24 * hourMs, { fragments: [[t0, 700, 1]] }],
    'an hour in one fragment': [/fragment is longer/, t0, t0 + hourMs, { fragments: [[t0, 700, 1]] }],
    'an hour of bytes for a minute': [/fewer bytes/, t0, t0 + hourMs, { byteLength: 20_000 }],
    'an end before its beginning': [/before it begins/, t0 + 1000, t0, { fragments: [[t0 + 1000, 700, 1]] }],
    'no time at all': [/before it begins/, t0, t0, { fragments: [[t0, 700, 1]] }],
    'an hour on the wall for a minute of media': [/by one clock/, t0, t0 + 60_000, { wallEndMs: t0 + hourMs }],
    'time to come': [/future/, ground.nowMs + 300_000, ground.nowMs + 301_000, {}],
    'a first fragment that is not its beginning': [
      /does not begin/,
      t0,
      t0 + 10_000,
      { fragments: [[t0 + 5, 700, 1]] },
    ],
    'no keyframe': [/keyframe/, t0, t0 + 10_000, { fragments: [[t0, 700, 0]] }],
    'fragments in its head': [/head/, t0, t0 + 10_000, { fragments: [[t0, 699, 1]] }],
    'fragments behind its end': [/out of order/, t0, t0 + 10_000, { fragments: [[t0, 50_000, 1]] }],
    'fragments back in time': [
      /out of order/,
      t0,
      t0 + 10_000,
      {
        fragments: [
          [t0, 700, 1],
          [t0 - 1, 900, 0],
        ],
      },
    ],
    'fragments back in the file': [
      /out of order/,
      t0,
      t0 + 10_000,
      {
        fragments: [
          [t0, 900, 1],
          [t0 + 1, 800, 0],
        ],
      },
    ],
    'more bytes than a fragment can have': [/more bytes/, t0, t0 + 10_000, { byteLength: 80_000_000 }],
    'a tenth of a second in two thousand fragments': [/more fragments/, t0, t0 + 100, cut(2000, 100)],
    'a minute in two thousand fragments': [/more fragments/, t0, t0 + 60_000, cut(2000, 60_000)],
    'of a configuration that no column takes': [/configuration/, t0, t0 + 1000, { configVersion: 2 ** 40 }],
    'a codec that no text column takes': [/codec/, t0, t0 + 10_000, { codecString: 'avc1\u0000' }],
  }
  for (const [what, [words, fromMs, toMs, media]] of Object.entries(refused))
    it(`is not ${what}`, () => {
      assert.match(judge(fromMs, toMs, media) ?? 'taken', words)
    })

  it('may be from before its camera was added, as of a machine without a clock: it claims no time by itself', () => {
    assert.equal(judge(hourMs, hourMs + 1000), null)
  })
})
