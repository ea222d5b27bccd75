import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { judgeMedia } from './judge-media.ts'

type Media = Parameters<typeof judgeMedia>[0]
const usual: Media = {
  role: 'record',
  codecString: 'avc1.64001f',
  videoCodec: 'h264',
  audioCodec: null,
  width: 1280,
  height: 720,
  frameRate: 25,
}

describe('the format of a recording', () => {
  const honest: Record<string, Partial<Media>> = {
    'H.264': {},
    'H.264 in capitals': { codecString: 'avc1.42C01E' },
    'H.265': { codecString: 'hvc1.1.6.L93.B0', videoCodec: 'h265' },
    'H.265 of a profile space and high tier': { codecString: 'hvc1.A4.41000.H150.9D.8', videoCodec: 'h265' },
    'H.265 without constraints': { codecString: 'hvc1.2.4.L255', videoCodec: 'h265' },
    AAC: { codecString: 'avc1.64001f,mp4a.40.2', audioCodec: 'aac' },
    Opus: { codecString: 'avc1.64001f,opus', audioCodec: 'opus' },
    'µ-law': { codecString: 'avc1.64001f,ulaw', audioCodec: 'pcmu' },
    'A-law': { codecString: 'avc1.64001f,alaw', audioCodec: 'pcma' },
    'as large as parameter sets can say': { width: 16_384, height: 16_384 },
    'without a frame rate': { frameRate: null },
    'a picture in an hour': { frameRate: 1 / 3600 },
  }
  for (const [what, media] of Object.entries(honest))
    it(`can be ${what}`, () => assert.equal(judgeMedia({ ...usual, ...media }), null))

  const lies: Record<string, Partial<Media>> = {
    'of a stream that is only watched': { role: 'live' },
    'without a codec': { codecString: '' },
    'of another codec than it says': { codecString: 'hvc1.1.6.L93.B0' },
    'with markup': { codecString: 'avc1.64001f"><b>' },
    'with a line break': { codecString: 'avc1.64001f\n' },
    'with sound that it has not': { codecString: 'avc1.64001f,mp4a.40.2' },
    'without the sound that it has': { audioCodec: 'aac' },
    'of three tracks': { codecString: 'avc1.64001f,opus,opus', audioCodec: 'opus' },
    'as wide as a street': { width: 16_385 },
    'as high as a tower': { height: 2 ** 40 },
    'without pictures': { frameRate: 0 },
    backward: { frameRate: -25 },
    'too fast': { frameRate: 1001 },
  }
  for (const [what, media] of Object.entries(lies))
    it(`cannot be ${what}`, () => assert.notEqual(judgeMedia({ ...usual, ...media }), null))
})
