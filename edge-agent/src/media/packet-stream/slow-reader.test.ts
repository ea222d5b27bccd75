import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { testPicture } from '../../testing/packets.ts'
import { testRandom } from '../../testing/records.ts'
import type { PicturePacket } from '../packet.ts'
import { maxWordsBytes } from './frame.ts'
import { readPacketStream } from './reader.ts'
import { type Call, ear, joinedAll, run, say } from './testing/stories.ts'
import { writePacketStream } from './writer.ts'

const random = testRandom(5)

/** A real pipe out of this process and one back into it. */
function pipes(t: { after(stop: () => void): void }) {
  const child = spawn('cat', { stdio: ['pipe', 'pipe', 'inherit'] })
  t.after(() => void child.kill('SIGKILL'))
  return child
}

/** `count` pictures with sound between them, each of about `bytes`; every tenth picture is a keyframe. */
const pictures = (count: number, bytes: number, from = 0): PicturePacket[] =>
  Array.from({ length: count }, (_, i) => {
    const isSound = i % 2 === 1
    const chunks = [random.bytes(isSound ? 20 : bytes), random.bytes(20)]
    return testPicture({ kind: isSound ? 'audio' : 'video', pts: from + i, keyframe: isSound || i % 20 === 0, chunks })
  })

test('through a pipe of the system everything arrives, in order', async t => {
  const child = pipes(t)
  const sent = pictures(200, 60_000)
  const story: Call[] = [
    ['runStarted', run()],
    ...sent.map((packet): Call => ['packet', packet]),
    ['runEnded', 'stopped'],
    ['closed', 'resource.not-found'],
  ]
  const { heard, sink } = ear()
  const reading = readPacketStream(child.stdout, sink)
  const writer = writePacketStream(child.stdin)
  for (const call of story) say(writer, call)
  assert.equal(await reading, null)
  assert.deepEqual(heard, joinedAll(story))
})

test('a reader that is too slow costs whole stretches up to a keyframe, says so, and no more memory than the bound', async t => {
  const child = pipes(t)
  const most = 1024 * 1024
  const writer = writePacketStream(child.stdin, { maxWaitingBytes: most })
  const start = run()
  const sent = pictures(1200, 20_000)
  let at = 0
  const write = (until: number) => {
    for (; at < until; at++) {
      writer.packet(sent[at]!)
      assert.ok(child.stdin.writableLength <= most + 1000, `${child.stdin.writableLength} bytes wait`)
    }
  }
  writer.runStarted(start)
  write(600)
  const { heard, sink } = ear()
  const reading = readPacketStream(child.stdout, sink)
  while (child.stdin.writableLength > 0) await turn()
  while (at < sent.length) {
    write(at + 20)
    await turn()
    while (child.stdin.writableLength > most / 4) await turn()
  }
  writer.runEnded('stopped')
  writer.closed?.('resource.not-found')
  assert.equal(await reading, null)
  assert.deepEqual(
    heard.filter(([name]) => name !== 'packet'),
    [
      ['runStarted', start],
      ['runEnded', 'overload'],
      ['runStarted', start],
      ['runEnded', 'stopped'],
      ['closed', 'resource.not-found'],
    ],
  )
  const cut = heard.findIndex(([name]) => name === 'runEnded')
  const times = (calls: readonly Call[]) => calls.flatMap(call => (call[0] === 'packet' ? [call[1].pts] : []))
  const [before, after] = [times(heard.slice(0, cut)), times(heard.slice(cut))]
  assert.deepEqual(
    before,
    Array.from(before, (_, i) => i),
    'nothing is missing before the cut',
  )
  assert.ok(before.length < 600 && after.length >= 600)
  assert.deepEqual(
    after,
    Array.from(after, (_, i) => (after[0] ?? 0) + i),
    'nor after it',
  )
  assert.equal((after[0] ?? 1) % 20, 0, 'which begins with a keyframe')
})

test('a run that begins while the reader is behind is announced with its first keyframe that finds room', async () => {
  const waiting: (() => void)[] = []
  const stream = new Writable({ write: (_bytes, _encoding, done) => void waiting.push(done) })
  const writer = writePacketStream(stream, { maxWaitingBytes: 5000 })
  const before = stream.writableLength
  writer.runStarted(run())
  writer.packet(testPicture({ chunks: [random.bytes(4000)] }))
  writer.packet(testPicture({ chunks: [random.bytes(4000)] }))
  writer.runEnded('camera.unreachable')
  const behind = stream.writableLength
  assert.ok(before < behind)
  writer.runStarted(run())
  writer.packet(testPicture({ chunks: [random.bytes(10)] }))
  assert.equal(stream.writableLength, behind, 'no room: neither run nor packet')
  while (stream.writableLength > 0) {
    waiting.shift()?.()
    await turn()
  }
  writer.packet(testPicture({ kind: 'audio', chunks: [random.bytes(10)] }))
  writer.packet(testPicture({ keyframe: false, chunks: [random.bytes(10)] }))
  assert.equal(stream.writableLength, 0, 'no keyframe')
  writer.packet(testPicture({ chunks: [random.bytes(10)] }))
  assert.ok(stream.writableLength > 200, 'the run and its keyframe')
})

test('a reader that takes not even words is given up, and one that is gone harms nobody', async t => {
  const stuck = new Writable({ write: () => {} })
  const failed = once(stuck, 'error')
  const writer = writePacketStream(stuck, { maxWaitingBytes: 1000 })
  for (let i = 0; i < 10_000; i++) writer.waiting?.(`camera.unreachable ${i}`)
  assert.ok(stuck.destroyed)
  assert.ok(stuck.writableLength < 1000 + 3 * maxWordsBytes)
  const [error] = (await failed) as [AppError]
  assert.equal(error.code, 'service.unavailable')

  const deaf = spawn('sh', ['-c', 'exec <&-; exec sleep 60'], { stdio: ['pipe', 'ignore', 'inherit'] })
  t.after(() => void deaf.kill('SIGKILL'))
  const gone = writePacketStream(deaf.stdin)
  const closed = new Promise(resolve => deaf.stdin.on('close', resolve))
  gone.runStarted(run())
  for (let at = 0; !deaf.stdin.destroyed; at++) {
    gone.packet(testPicture({ pts: at, chunks: [random.bytes(1000)] }))
    await turn()
  }
  await closed
  assert.equal((deaf.stdin.errored as NodeJS.ErrnoException | null)?.code, 'EPIPE')
  gone.packet(testPicture())
  gone.closed?.('stopped')
})
