import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceFiles, withoutComments } from './source-files.ts'

const isTest = (path: string) => /\.test\.tsx?$/.test(path)
const elsewhere = sourceFiles().filter(file => !file.path.startsWith('shared/src/mp4/') && !isTest(file.path))

/** Boxes that only what writes or takes apart a movie or a fragment has to know by name. */
const inner =
  /['"`](mvhd|tkhd|mdia|mdhd|hdlr|minf|dinf|stbl|stsd|mvex|trex|mfhd|traf|tfhd|tfdt|trun|avcC|hvcC|esds|dOps)['"`]/

test('MP4 boxes are written and taken apart in shared/src/mp4 alone', () => {
  const found = elsewhere.filter(file => inner.test(withoutComments(file.text))).map(file => file.path)
  assert.deepEqual(found, [])
})

test('shared uses nothing that only Node has: browsers run it too', () => {
  const found = sourceFiles()
    .filter(file => file.path.startsWith('shared/src/') && !file.isTest)
    .filter(file => /\bBuffer\b|\bprocess\./.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(found, [])
})
