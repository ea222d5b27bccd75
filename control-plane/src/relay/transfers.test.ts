import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { SimulatedClock, withSockets } from '@nightjar/shared/testing/simulated-clock.ts'
import { type Bench, newTicket, publish, relayKey, startBench, until } from './testing/bench.ts'

const request = (bench: Bench, ticket: string) =>
  fetch(`http://127.0.0.1:${bench.relay.internalPort}/internal/transfers`, {
    headers: { 'nightjar-ticket': ticket, authorization: `Bearer ${relayKey}` },
  })

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** The request is on its way before the agent is told; here the agent is quick, so it waits for the relay to know. */
async function publishWhenExpected(bench: Bench, ticket: string) {
  for (;;) {
    const publisher = await publish(bench, ticket)
    await new Promise(resolve => setTimeout(resolve, 50))
    if (publisher.closed === null) return publisher
  }
}

test('recorded bytes pass from the agent to the reader unchanged', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const ticket = newTicket()
  const bytes = randomBytes(20 * 1024 * 1024)
  const answer = request(bench, ticket)
  const { ws } = await publishWhenExpected(bench, ticket)
  for (let at = 0; at < bytes.length; at += 128 * 1024) ws.send(bytes.subarray(at, at + 128 * 1024))
  ws.close(1000)
  const response = await answer
  assert.equal(response.status, 200)
  assert.equal(sha256(new Uint8Array(await response.arrayBuffer())), sha256(bytes))
})

test('a reader that does not read stops the agent; memory stays bounded', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const ticket = newTicket()
  const answer = request(bench, ticket)
  const { ws } = await publishWhenExpected(bench, ticket)
  const response = await answer
  const chunk = Buffer.alloc(256 * 1024)
  const before = process.memoryUsage().rss
  for (let sent = 0; sent < 400; sent++) {
    if (ws.bufferedAmount > 4 * 1024 * 1024) break
    ws.send(chunk)
    await new Promise(resolve => setTimeout(resolve, 1))
  }
  assert.ok(ws.bufferedAmount > 4 * 1024 * 1024, 'the agent feels the back pressure')
  assert.ok(process.memoryUsage().rss - before < 200 * 1024 * 1024)
  await response.body?.cancel()
  await until('the agent is told', () => ws.readyState === ws.CLOSED)
})

test('a transfer that ends early is a broken body, not a short one', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const ticket = newTicket()
  const answer = request(bench, ticket)
  const { ws } = await publishWhenExpected(bench, ticket)
  ws.send(Buffer.alloc(1000))
  const response = await answer
  ws.close(1011)
  await assert.rejects(response.arrayBuffer())
})

test('an agent that does not come is a 504 after fifteen seconds; no ticket is a 400', async t => {
  const clock = new SimulatedClock(0, withSockets)
  const bench = await startBench({ clock })
  t.after(bench.stop)
  let status = 0
  void request(bench, newTicket()).then(response => {
    status = response.status
  })
  await until('answered', () => {
    void clock.advance(500)
    return status !== 0
  })
  assert.equal(status, 504)
  assert.equal((await request(bench, 'short')).status, 400)
})
