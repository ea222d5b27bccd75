import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { requireBinary, skipWithout } from '../../services/binaries.ts'
import { dotSize } from '../../virtual-camera/scene/caption.ts'
import { dot, glyphHeight, glyphWidth } from '../../virtual-camera/scene/glyphs.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { record } from './ffmpeg.ts'
import { testFolder } from './folder.ts'

const [width, height] = [640, 360]
const alphabet = '0123456789-:. UTC'

/** Reads the caption as a person would: the character whose dots fit best. */
function readText(luma: Buffer, length: number): string {
  const size = dotSize(height)
  const margin = 6 * size
  return Array.from({ length }, (_, index) => {
    const left = margin + index * (glyphWidth + 1) * size
    const bright = (column: number, row: number) =>
      (luma[(margin + row * size) * width + left + column * size] ?? 0) > 140
    const misfit = (character: string): number => {
      let misses = 0
      for (let row = 0; row < glyphHeight; row++) {
        for (let column = 0; column < glyphWidth; column++) {
          if (bright(column, row) !== dot(character, column, row)) misses++
        }
      }
      return misses
    }
    return [...alphabet].reduce((best, next) => (misfit(next) < misfit(best) ? next : best))
  }).join('')
}

test('the clock in the picture is readable on the sub stream and right', {
  skip: skipWithout(['ffmpeg']),
  timeout: 120_000,
}, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const file = join(testFolder(t), 'clock.mkv')
  const before = Date.now()
  await record(camera.cameras[0]!.sub, 'tcp', 3, file)
  const after = Date.now()
  const output = ['-vf', 'extractplanes=y', '-frames:v', '15', '-f', 'rawvideo', 'pipe:1']
  const child = spawn(requireBinary('ffmpeg', 'ffmpeg'), ['-v', 'error', '-i', file, ...output])
  const chunks: Buffer[] = []
  child.stdout.on('data', chunk => chunks.push(chunk))
  await once(child, 'close')
  const pictures = Buffer.concat(chunks)
  const texts = Array.from({ length: 15 }, (_, index) =>
    readText(pictures.subarray(index * width * height, (index + 1) * width * height), 25),
  )
  const times = texts.map(text => {
    assert.match(text, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d UTC$/)
    return Date.parse(`${text.slice(0, 10)}T${text.slice(11, 21)}Z`)
  })
  assert.ok(
    times.every(time => time >= before - 5000 && time <= after + 5000),
    texts.join('\n'),
  )
  // Ten pictures per second, a clock of tenths: each picture one tenth later, with a tenth of slack for rounding.
  for (const [index, time] of times.entries())
    assert.ok(Math.abs(time - (times[0] ?? 0) - index * 100) <= 100, texts[index])
})
