import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { account } from '../../frame-counter/account.ts'
import { readCounters } from '../../frame-counter/read-file.ts'
import { skipWithout } from '../../services/binaries.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { probe, record, withUser } from './ffmpeg.ts'
import { testFolder } from './folder.ts'

const options = { skip: skipWithout(['ffmpeg', 'ffprobe']), timeout: 240_000 }

test('a stall shows as a gap in the counters, and goes on with a key picture', options, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const file = join(testFolder(t), 'stall.mkv')
  const recording = record(camera.cameras[0]!.sub, 'tcp', 8, file)
  await waitUntil('a client', 30_000, () => camera.connections > 0)
  await sleep(3000)
  camera.stall(true, 'yard')
  const from = camera.counter('yard', 'sub')
  await sleep(2000)
  const to = camera.counter('yard', 'sub')
  camera.stall(false)
  await recording
  const counters = (await readCounters(file)).map(picture => picture.counter)
  const result = account(counters, { first: counters[0] ?? 0, last: counters.at(-1) ?? 0 })
  assert.equal(result.unreadable, 0, 'the first picture after the stall needs none before it')
  assert.deepEqual(result.gaps, [{ from: from + 1, to }])
})

test('dropped and refused connections end clients and keep them out until they may come back', options, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const ended = record(camera.cameras[0]!.sub, 'tcp', 60, join(testFolder(t), 'dropped.mkv')).catch(() => 'ended')
  await waitUntil('a client', 30_000, () => camera.connections > 0)
  await camera.refuseConnections(true)
  camera.dropConnections()
  await ended
  assert.equal(camera.connections, 0)
  await assert.rejects(
    new Promise((resolve, reject) => connect(camera.port, '127.0.0.1').once('connect', resolve).once('error', reject)),
    { code: 'ECONNREFUSED' },
  )
  await camera.refuseConnections(false)
  assert.equal((await probe(camera.cameras[0]!.sub, 'tcp'))[0]?.codec_name, 'h264')
})

test('a new password shuts out the old one', options, async t => {
  const camera = await startVirtualCamera({
    cameras: ['yard'],
    credentials: { user: 'viewer', password: 'first', scheme: 'digest' },
  })
  t.after(() => camera.close())
  const url = (password: string) => withUser(camera.cameras[0]!.sub, 'viewer', password)
  await probe(url('first'), 'tcp')
  camera.setCredentials({ user: 'viewer', password: 'second', scheme: 'digest' })
  await assert.rejects(probe(url('first'), 'tcp'), /401/)
  await probe(url('second'), 'tcp')
})

test('the resolution changes in the stream with no picture lost', options, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const file = join(testFolder(t), 'resized.h264')
  const recording = record(camera.cameras[0]!.sub, 'tcp', 6, file)
  await waitUntil('a client', 30_000, () => camera.connections > 0)
  await sleep(3000)
  camera.setResolution('yard', 'sub', 480, 270)
  await recording
  const counters = (await readCounters(file)).map(picture => picture.counter)
  const result = account(counters, { first: counters[0] ?? 0, last: counters.at(-1) ?? 0 })
  assert.deepEqual([result.lost, result.unreadable], [0, 0])
})
