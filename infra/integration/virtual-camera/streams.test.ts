import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { account } from '../../frame-counter/account.ts'
import { readCounters } from '../../frame-counter/read-file.ts'
import { skipWithout } from '../../services/binaries.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { probe, record, stampsOf, withUser } from './ffmpeg.ts'
import { testFolder } from './folder.ts'

const options = { skip: skipWithout(['ffmpeg', 'ffprobe']), timeout: 240_000 }

test('main and sub stream are what the options say, over TCP and UDP', options, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  for (const transport of ['tcp', 'udp'] as const) {
    const [main] = await probe(camera.cameras[0]!.main, transport)
    assert.deepEqual([main?.codec_name, main?.width, main?.height], ['h264', 1280, 720])
    const [sub] = await probe(camera.cameras[0]!.sub, transport)
    assert.deepEqual([sub?.codec_name, sub?.width, sub?.height], ['h264', 640, 360])
  }
})

test('ten seconds of every stream at once have every counter, over TCP and UDP', options, async t => {
  const folder = testFolder(t)
  const camera = await startVirtualCamera()
  t.after(() => camera.close())
  const runs = camera.cameras.flatMap(({ name, main, sub }) => [
    { url: main, transport: 'tcp' as const, perSecond: 15, file: join(folder, `${name}-main.mkv`) },
    { url: sub, transport: 'udp' as const, perSecond: 10, file: join(folder, `${name}-sub.mkv`) },
  ])
  await Promise.all(runs.map(({ url, transport, file }) => record(url, transport, 10, file)))
  for (const { file, perSecond } of runs) {
    const pictures = await readCounters(file)
    const counters = pictures.map(picture => picture.counter)
    const [first, last] = [counters[0] ?? -1, counters.at(-1) ?? -1]
    const result = account(counters, { first, last })
    assert.ok(result.delivered >= 9 * perSecond, `${file}: ${result.delivered} pictures`)
    assert.deepEqual({ ...result, delivered: 0, stored: 0 }, { ...account([], { first: 1, last: 0 }) }, file)
  }
})

test('the stamp in the stream has the counter of the picture and the time', options, async t => {
  const folder = testFolder(t)
  for (const codec of ['h264', 'h265'] as const) {
    const camera = await startVirtualCamera({ cameras: ['yard'], codec })
    t.after(() => camera.close())
    const file = join(folder, `${codec}.mkv`)
    await record(camera.cameras[0]!.sub, 'tcp', 4, file)
    const stamps = await stampsOf(file, codec)
    const pictures = await readCounters(file)
    assert.deepEqual(
      stamps.map(stamp => stamp.counter),
      pictures.map(picture => picture.counter),
    )
    const times = stamps.map(stamp => stamp.utcMs)
    assert.ok(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)))
    assert.ok(Math.abs((times[0] ?? 0) - Date.now()) < 60_000)
  }
})

test('H.265 comes over TCP and UDP with every counter', options, async t => {
  const folder = testFolder(t)
  const camera = await startVirtualCamera({ cameras: ['front-door'], codec: 'h265' })
  t.after(() => camera.close())
  for (const transport of ['tcp', 'udp'] as const) {
    const file = join(folder, `${transport}.mkv`)
    await record(camera.cameras[0]!.main, transport, 4, file)
    assert.equal((await probe(file, null))[0]?.codec_name, 'hevc')
    const counters = (await readCounters(file)).map(picture => picture.counter)
    assert.ok(counters.length >= 45)
    assert.equal(account(counters, { first: counters[0] ?? 0, last: counters.at(-1) ?? 0 }).lost, 0)
  }
})

test('Basic and Digest let ffmpeg in with the password and nobody without', options, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const { sub } = camera.cameras[0]!
  for (const scheme of ['basic', 'digest', 'any'] as const) {
    camera.setCredentials({ user: 'viewer', password: 'ex ample', scheme })
    const [stream] = await probe(withUser(sub, 'viewer', 'ex%20ample'), 'tcp')
    assert.equal(stream?.codec_name, 'h264', scheme)
    await assert.rejects(probe(withUser(sub, 'viewer', 'wrong'), 'tcp'), /401/)
    await assert.rejects(probe(sub, 'udp'), /401/)
  }
})
