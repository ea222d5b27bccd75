import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { test } from 'node:test'
import { waitUntil } from '../../services/wait-until.ts'
import { createTcpSink } from './tcp-sink.ts'

const mebibyte = 1024 * 1024

test('a client that does not read holds a bounded number of bytes, and goes on at a key picture', async t => {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const accepted = once(server, 'connection')
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
  const [socket] = (await accepted) as [Socket]
  t.after(() => {
    client.destroy()
    socket.destroy()
    server.close()
  })
  client.pause()
  const sink = createTcpSink(socket, 0, 1, 1)
  const unit = (keyframe: boolean, mark: number) => ({
    track: 0,
    keyframe,
    packets: Array.from({ length: 100 }, () => Buffer.alloc(1000, mark)),
  })
  // Far more than the kernel takes on both ends.
  for (let index = 0; index < 400; index++) sink.send(unit(index % 10 === 0, 1))
  assert.ok(socket.writableLength < 3 * mebibyte, `${socket.writableLength} bytes wait`)

  const marks = new Set<number>()
  let bytes = 0
  client.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    for (let at = 0; at < chunk.length; at += 500) marks.add(chunk[at] ?? 0)
  })
  client.resume()
  await waitUntil('the backlog to go', 30_000, () => socket.writableLength === 0)
  const written = () => socket.bytesWritten
  const before = written()
  sink.send(unit(false, 2))
  assert.equal(written(), before, 'no picture without the one before it')
  sink.send(unit(true, 3))
  sink.send(unit(false, 4))
  await waitUntil('the new pictures', 30_000, () => bytes === written())
  assert.equal(marks.has(2), false)
  assert.equal(marks.has(3) && marks.has(4), true)
})
