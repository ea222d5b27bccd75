import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { annexBNals, Reception, sampleNals } from './reception.ts'
import { startVlc, vlcSkip } from './servers.ts'

const run = promisify(execFile)

test('against VLC over UDP: NAL units are the clip’s, in its order', {
  skip: vlcSkip(),
  timeout: 120_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-vlc-'))
  await chmod(folder, 0o777)
  const clip = join(folder, 'clip.ts')
  const raw = join(folder, 'clip.h264')
  const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x240:rate=15', '-t', '30']
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-tune', 'zerolatency', '-g', '15']
  await run('ffmpeg', ['-v', 'error', ...picture, ...coding, '-f', 'mpegts', clip])
  await run('ffmpeg', ['-v', 'error', '-i', clip, '-c', 'copy', '-f', 'h264', raw])
  const reference = annexBNals(await readFile(raw), 'h264')
  const server = await startVlc(clip, folder)
  const ours = new Reception(server.url, 'auto')
  try {
    await ours.pictures(45)
    assert.equal(ours.error, null)
    // VLC answers 461 to interleaved TCP.
    assert.equal(ours.transport, 'udp')
    const nals = sampleNals(ours.video)
    const at = reference.indexOf(nals[0]!)
    assert.ok(at >= 0, 'the first NAL unit is not in the clip')
    const wanted = nals.map((_, i) => reference[(at + i) % reference.length])
    assert.deepEqual(nals, wanted)
  } finally {
    await ours.stop()
    await server.stop()
    await rm(folder, { recursive: true })
  }
})
