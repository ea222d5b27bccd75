import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { skipWithout } from '../services/binaries.ts'
import { startProcess } from '../services/server-process.ts'
import { runFile } from '../services/unprivileged.ts'
import { waitUntil } from '../services/wait-until.ts'
import { startCameraProcess } from './camera-process.ts'
import { startLinkProxy } from './link-proxy.ts'
import { killTree, processTree } from './process-tree.ts'
import { timelineFaults } from './recording.ts'

test('a killed tree leaves nobody behind, not even what a supervisor would start again', async () => {
  const supervisor = `
    const { spawn } = require('node:child_process')
    const start = () => spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']).on('exit', start)
    start(); start()`
  const child = startProcess(process.execPath, ['-e', supervisor])
  await waitUntil('the children', 30_000, () => processTree(child.pid).length === 3)
  const pids = processTree(child.pid).map(each => each.pid)
  killTree(child.pid)
  await child.kill9()
  await waitUntil('the end of all', 30_000, () => pids.every(pid => processTree(pid).length === 0))
})

async function echo(): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>()
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

test('a link passes bytes, falls silent and comes back, is reset, refuses', async t => {
  const target = await echo()
  const link = await startLinkProxy(target.port)
  t.after(async () => {
    await link.stop()
    target.close()
  })
  const client = connect(link.port, '127.0.0.1')
  let received = ''
  client.setEncoding('utf8').on('data', text => {
    received += text
  })
  client.on('error', () => {})
  client.write('a')
  await waitUntil('the echo', 10_000, () => received === 'a')

  await link.set('silent')
  client.write('b')
  await sleep(300)
  assert.equal(received, 'a')
  await link.set('open')
  await waitUntil('what was held', 10_000, () => received === 'ab')

  const reset = new Promise(resolve => client.once('close', resolve))
  link.reset()
  await reset
  await link.set('closed')
  await assert.rejects(once(connect(link.port, '127.0.0.1'), 'connect'), { code: 'ECONNREFUSED' })
  await link.set('open')
  const again = connect(link.port, '127.0.0.1')
  await once(again, 'connect')
  again.destroy()
})

test('cameras run as a process: ready line, pictures, freeze and stop', {
  skip: skipWithout(['ffprobe']),
  timeout: 120_000,
}, async t => {
  const camera = await startCameraProcess('--camera', 'yard', '--sub', '320x180@5:100')
  t.after(() => camera.stop())
  assert.match(camera.cameras[0]?.sub ?? '', /^rtsp:\/\/127\.0\.0\.1:\d+\/yard\/sub$/)
  const probe = () =>
    runFile('ffprobe', ['-v', 'error', '-rtsp_transport', 'tcp', '-timeout', '4000000', camera.cameras[0]?.sub ?? ''])
  await probe()
  camera.freeze()
  await assert.rejects(probe())
  camera.thaw()
  await probe()
})

test('a timeline with a hole, an overlap or an empty interval is found out', () => {
  const interval = (from: string, to: string) => ({
    from: `2026-01-01T00:00:${from}.000Z`,
    to: `2026-01-01T00:00:${to}.000Z`,
    state: 'recorded' as const,
    cause: null,
    where: null,
    segmentId: null,
  })
  const timeline = (...intervals: ReturnType<typeof interval>[]) => ({
    cameraId: '0',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-01-01T00:00:30.000Z',
    intervals,
    seams: [],
    damaged: [],
    next: null,
  })
  assert.deepEqual(timelineFaults(timeline(interval('00', '10'), interval('10', '30'))), [])
  assert.equal(timelineFaults(timeline(interval('00', '10'), interval('11', '30'))).length, 1)
  assert.equal(timelineFaults(timeline(interval('00', '10'), interval('09', '30'))).length, 1)
  assert.equal(timelineFaults(timeline(interval('00', '10'), interval('10', '10'))).length, 1)
})
