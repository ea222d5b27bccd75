import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { readCounters } from '../../frame-counter/read-file.ts'
import { requireBinary, skipWithout } from '../../services/binaries.ts'
import { runFile } from '../../services/unprivileged.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { probe, record, stampsOf } from './ffmpeg.ts'
import { testFolder } from './folder.ts'

/** Seconds at which the tick of each full UTC second begins, on the file's clock. */
async function ticks(file: string): Promise<number[]> {
  const { stderr } = await runFile(requireBinary('ffmpeg', 'ffmpeg'), [
    ...['-nostdin', '-hide_banner', '-copyts', '-i', file, '-map', '0:a'],
    ...['-af', 'silencedetect=noise=-34dB:duration=0.5', '-f', 'null', '-'],
  ])
  return [...stderr.matchAll(/silence_end: ([\d.]+)/g)].map(match => Number(match[1]))
}

for (const [audio, codec, rate] of [
  ['pcmu', 'pcm_mulaw', '8000'],
  ['pcma', 'pcm_alaw', '8000'],
  ['aac', 'aac', '16000'],
] as const) {
  test(`${audio}: a tick each second, in step with the picture`, {
    skip: skipWithout(['ffmpeg', 'ffprobe']),
    timeout: 240_000,
  }, async t => {
    const folder = testFolder(t)
    const camera = await startVirtualCamera({ cameras: ['yard'], audio })
    t.after(() => camera.close())
    const file = join(folder, 'sound.mkv')
    await record(camera.cameras[0]!.sub, 'tcp', 8, file)
    const sound = (await probe(file, null)).find(stream => stream.codec_name === codec)
    assert.deepEqual([sound?.sample_rate, sound?.channels], [rate, 1])

    const found = await ticks(file)
    assert.ok(found.length >= 4, `${found.length} ticks`)
    // By the receiver's clock, which knows sound and picture only by timestamps and sender reports.
    const pictures = await readCounters(file, ['-copyts'])
    const last = pictures.at(-1)!
    const stamp = (await stampsOf(file)).find(each => each.counter === last.counter)!
    const utcOfFile = stamp.utcMs / 1000 - last.ptsSeconds
    // Not the first, where silence may have begun with the file, nor the last, which may be the file's end.
    for (const tick of found.slice(1, -1)) {
      const off = (((tick + utcOfFile) % 1) + 1.5) % 1
      assert.ok(Math.abs(off - 0.5) < 0.06, `tick ${(off - 0.5) * 1000} ms from the full second`)
    }
  })
}
