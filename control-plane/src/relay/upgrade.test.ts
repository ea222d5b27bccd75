import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { test } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type Bench, newGrant, newId, origin, publish, startBench, until, watch } from './testing/bench.ts'

const goodKey = 'dGhlIHNhbXBsZSBub25jZQ=='

interface Shape {
  target?: string
  method?: string
  key?: string | null
  version?: string
  from?: string | null
}

function requestText({
  target = '/live',
  method = 'GET',
  key = goodKey,
  version = '13',
  from = origin,
}: Shape): string {
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: nvr.example.org', 'Connection: Upgrade', 'Upgrade: websocket']
  lines.push(`Sec-WebSocket-Version: ${version}`)
  if (key !== null) lines.push(`Sec-WebSocket-Key: ${key}`)
  if (from !== null) lines.push(`Origin: ${from}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

function dial(bench: Bench): Socket {
  const socket = connect(bench.relay.port, '127.0.0.1')
  socket.on('error', () => {})
  return socket
}

async function statusOf(bench: Bench, shape: Shape): Promise<number> {
  const socket = dial(bench)
  socket.write(requestText(shape))
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  return Number(/^HTTP\/1\.1 (\d+)/.exec(first.toString('latin1'))?.[1])
}

test('an upgrade is judged by itself: target, method, key, version and a configured Origin', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const cases: readonly [Shape, number][] = [
    [{}, 101],
    [{ target: '/publish', from: null }, 101],
    [{ target: '/publish' }, 403],
    [{ from: null }, 403],
    [{ from: 'null' }, 403],
    [{ from: `${origin}.evil.example` }, 403],
    [{ from: `${origin}/` }, 403],
    [{ from: origin.toUpperCase() }, 403],
    [{ from: 'https://nvr.example.org:443' }, 403],
    [{ target: `//nvr.example.org/live` }, 404],
    [{ target: `//evil.example/live`, from: 'https://evil.example' }, 404],
    [{ target: 'http://evil.example/live', from: 'http://evil.example' }, 404],
    [{ target: '/live/' }, 404],
    [{ target: '/live?x=1' }, 404],
    [{ target: '/%6cive' }, 404],
    [{ method: 'POST' }, 405],
    [{ key: null }, 400],
    [{ key: 'short' }, 400],
    [{ key: `${goodKey}, ${goodKey}` }, 400],
    [{ key: 'x'.repeat(5000) }, 400],
    [{ version: '12' }, 426],
  ]
  for (const [shape, status] of cases) assert.equal(await statusOf(bench, shape), status, JSON.stringify(shape))
  const two = `${requestText({}).slice(0, -2)}Origin: https://evil.example\r\n\r\n`
  const socket = dial(bench)
  socket.write(two)
  const [first] = (await once(socket, 'data')) as [Buffer]
  socket.destroy()
  // Node keeps the first of two Origin headers; either answer is one for a configured origin or a refusal.
  assert.match(first.toString('latin1'), /^HTTP\/1\.1 (101|403)/)
})

/** Ways of beginning an upgrade that have hurt servers before. */
const abuses: readonly ((socket: Socket) => void)[] = [
  socket => void socket.write(requestText({}), () => socket.resetAndDestroy()),
  socket => void socket.write(requestText({}).slice(0, 40), () => socket.resetAndDestroy()),
  socket => void socket.write(requestText({ key: 'broken' }), () => socket.resetAndDestroy()),
  socket => void socket.write(requestText({}) + requestText({}), () => setTimeout(() => socket.destroy(), 5)),
  socket =>
    void socket.write(`GET / HTTP/1.1\r\nHost: x\r\n\r\n${requestText({})}`, () =>
      setTimeout(() => socket.destroy(), 5),
    ),
  socket => void socket.write(requestText({ target: '//evil.example/live' }), () => socket.resetAndDestroy()),
  socket =>
    void socket.write(Buffer.from('\u0016\u0003\u0001\u0002\u0000garbage\r\n\r\n', 'latin1'), () => socket.destroy()),
  socket => void socket.write(`${requestText({})}${'\u0081\u00fe'.repeat(20_000)}`, 'latin1', () => socket.destroy()),
]

async function abuse(bench: Bench, count: number): Promise<void> {
  for (let done = 0; done < count; done += 100) {
    await Promise.all(
      Array.from({ length: 100 }, async (_, index) => {
        const socket = dial(bench)
        const closed = once(socket, 'close')
        socket.once('connect', () => abuses[(done + index) % abuses.length]?.(socket))
        await closed
      }),
    )
  }
}

test('resets, broken keys, pipelined and malformed upgrades neither end the process nor grow its heap', {
  timeout: 240_000,
}, async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const uncaught: unknown[] = []
  const note = (error: unknown) => uncaught.push(error)
  process.on('uncaughtExceptionMonitor', note)
  t.after(() => void process.off('uncaughtExceptionMonitor', note))
  const viewer = watch(bench, newGrant(newId()))
  await until('viewer admitted', () => bench.api.opens.length > 0)
  await publish(bench, bench.api.opens[0]?.publishTicket ?? '')
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  const heap = () => {
    collect()
    return process.memoryUsage().heapUsed
  }
  await abuse(bench, 2_000)
  await new Promise(resolve => setTimeout(resolve, 500))
  const before = heap()
  await abuse(bench, 6_000)
  await new Promise(resolve => setTimeout(resolve, 500))
  const grown = heap() - before
  assert.deepEqual(uncaught, [])
  assert.equal(viewer.closed, null, 'the legitimate viewer noticed nothing')
  // A leak of one socket each would be over 20 MB.
  assert.ok(grown < 12 * 1024 * 1024, `heap grew by ${grown}`)
  assert.equal(await statusOf(bench, { from: 'https://evil.example' }), 403, 'the Origin test still refuses')
})

test('many half-open upgrades do not keep a viewer out for longer than their deadline', {
  timeout: 120_000,
}, async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const half = Array.from({ length: 1_000 }, (_, index) => {
    const socket = dial(bench).resume()
    // Half of them stop in the headers, half after the upgrade and before the ticket.
    socket.write(index % 2 ? requestText({}).slice(0, -2) : requestText({}))
    return socket
  })
  t.after(() => {
    for (const socket of half) socket.destroy()
  })
  await until(
    'a viewer is admitted',
    () => {
      if (attempt === null || attempt.closed !== null || attempt.ws.readyState === attempt.ws.CLOSED)
        attempt = watch(bench, newGrant(newId()))
      return attempt.controls().length > 0
    },
    60_000,
  )
  await until(
    'all half-open sockets are gone',
    () => half.every(socket => socket.destroyed || socket.readableEnded),
    60_000,
  )
})
let attempt: ReturnType<typeof watch> | null = null
