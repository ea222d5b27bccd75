import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { relayIdHeader, relayProofHeader } from '@nightjar/shared/live/relay-api.ts'
import { relayIdOf } from '@nightjar/shared/live/relay-identity.ts'
import { eq } from 'drizzle-orm'
import { relays } from '../db/schema/relays.ts'
import { createInternalApp } from '../http/internal-app.ts'
import { loadRelays } from '../services/relay/load-relays.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { mintRelay } from '../testing/mint-relay.ts'
import { internalGroups } from './internal-groups.ts'

const key = 'k'.repeat(43)
const second = { publishAddress: 'wss://two.example/publish', liveAddress: 'wss://two.example/live' }
let harness: Harness
let internal: ReturnType<typeof createInternalApp>
before(async () => {
  const relayInternalUrls: string[] = []
  const addresses = { relays: ['/publish', second.publishAddress], liveAddresses: ['/live', second.liveAddress] }
  harness = await openHarness({ fleet: { mqttUrl: '/mqtt', brokerAccounts: false, relayInternalUrls, ...addresses } })
  const settings = { keys: { relay: key, local: undefined }, organisationId: '' }
  internal = createInternalApp(harness.base, settings, internalGroups, harness.parts)
})
after(() => harness.close())
beforeEach(() => harness.base.db.delete(relays))

const call = (method: string, path: string, init: RequestInit = {}) =>
  internal.fetch(
    new Request(`http://localhost/internal/relay/${path}`, {
      ...init,
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...init.headers },
    }),
  )
const known = async () => (await loadRelays(harness.base)).map(({ id }) => id).toSorted()
/** Told of, not found out by its silence, which would take seconds. */
async function untilGone(relayId: string): Promise<void> {
  const row = async () => (await harness.base.db.select().from(relays).where(eq(relays.id, relayId)))[0]
  for (const endMs = Date.now() + 10_000; Date.now() < endMs; await harness.clock.sleep(10))
    if ((await row())?.lastSeenAtMs === 0) return
  assert.fail('nobody told of its end')
}

/** Says its id, and the secret that it comes from. */
interface Self {
  readonly id: string
  readonly secret: string
}
let started = 0
function newSelf(): Self {
  const secret = `secret of relay ${++started}`
  return { secret, id: relayIdOf(secret, harness.clock.wallMs() + started) }
}
async function startRelay(change: object = {}): Promise<Self> {
  const self = newSelf()
  await mintRelay(harness.base, { relayId: self.id, ...change })
  return self
}
const headersOf = ({ id, secret }: Self) => ({ [relayIdHeader]: id, [relayProofHeader]: secret })

/** Listens as a relay does, until its first line. */
async function listen(headers: Record<string, string>, signal?: AbortSignal) {
  const reply = await call('GET', 'changes', { headers, ...(signal && { signal }) })
  assert.equal(reply.status, 200)
  const reader = reply.body!.getReader()
  const { value } = await reader.read()
  assert.match(new TextDecoder().decode(value), /"alive"/)
  return reader
}

test('a relay that listened no more is gone at once, and the others are not', async () => {
  const [self, { id: two }] = [await startRelay(), await startRelay(second)]
  const { id: one } = self
  const reader = await listen(headersOf(self))
  assert.deepEqual(await known(), [one, two].toSorted())
  await reader.cancel()
  await untilGone(one)
  assert.deepEqual(await known(), [two])
  await mintRelay(harness.base, { relayId: one })
  assert.deepEqual(await known(), [one, two].toSorted())
})

test('so is one whose request was cut, which ends the feed from within', async () => {
  const self = await startRelay()
  const request = new AbortController()
  const reader = await listen(headersOf(self), request.signal)
  request.abort()
  while (!(await reader.read()).done);
  await untilGone(self.id)
})

test('who listens without an id, with nonsense for one, or with one that is not proved, takes nobody away', async () => {
  const { id: one } = await startRelay()
  for (const id of ['everybody', '%', one]) await (await listen({ [relayIdHeader]: id })).cancel()
  await (await listen({})).cancel()
  assert.deepEqual(await known(), [one])
})

test('the id of another relay opens nothing, whatever is asked', async () => {
  const [one, other] = [await startRelay(), newSelf()]
  const headers = headersOf({ ...other, id: one.id })
  const viewerIds = [harness.base.ids.next()]
  const asked: [string, string, object?][] = [
    ['GET', 'changes'],
    ['POST', 'redeem', { ticket: 'A'.repeat(43) }],
    ['POST', 'left', { viewerIds }],
    ['POST', 'announce', {}],
  ]
  for (const [method, path, body] of asked) {
    const reply = await call(method, path, { headers, ...(body && { body: JSON.stringify(body) }) })
    assert.equal(reply.status, 403, path)
  }
  const report = {
    relayId: one.id,
    publishAddress: '/publish',
    liveAddress: '/live',
    internalUrl: 'http://127.0.0.1:9',
    viewers: 0,
    viewersMax: 1,
    draining: true,
  }
  const announce = (self: Self) => call('POST', 'announce', { headers: headersOf(self), body: JSON.stringify(report) })
  assert.equal((await announce(other)).status, 403)
  assert.deepEqual(await known(), [one.id])
  assert.equal((await announce(one)).status, 204)
  assert.deepEqual(await known(), [], 'it drains, by its own word')
})

test('a relay at foreign addresses is told which settings it would need, and is not known', async () => {
  const report = {
    relayId: harness.base.ids.next(),
    publishAddress: 'wss://evil.example/publish',
    liveAddress: '/live',
    internalUrl: 'http://127.0.0.1:9',
    viewers: 0,
    viewersMax: 1,
    draining: false,
  }
  const reply = await call('POST', 'announce', { body: JSON.stringify(report) })
  assert.equal(reply.status, 403)
  assert.match(((await reply.json()) as { detail: string }).detail, /NIGHTJAR_RELAY_ADDRESS/)
  assert.deepEqual(await known(), [])
  assert.ok(harness.logLines.some(line => line.includes(report.relayId) && line.includes('wss://evil.example')))
  const own = { ...report, publishAddress: '/publish' }
  assert.equal((await call('POST', 'announce', { body: JSON.stringify(own) })).status, 204)
  assert.deepEqual(await known(), [own.relayId])
})
