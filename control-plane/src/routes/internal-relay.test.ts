import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { relayIdHeader } from '@nightjar/shared/live/relay-api.ts'
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

/** Listens as a relay does, until its first line. */
async function listen(relayId: string | null, signal?: AbortSignal) {
  const headers = relayId === null ? {} : { [relayIdHeader]: relayId }
  const reply = await call('GET', 'changes', { headers, ...(signal && { signal }) })
  assert.equal(reply.status, 200)
  const reader = reply.body!.getReader()
  const { value } = await reader.read()
  assert.match(new TextDecoder().decode(value), /"alive"/)
  return reader
}

test('a relay that listened no more is gone at once, and the others are not', async () => {
  const [one, two] = [await mintRelay(harness.base), await mintRelay(harness.base, second)]
  const reader = await listen(one)
  assert.deepEqual(await known(), [one, two].toSorted())
  await reader.cancel()
  await untilGone(one)
  assert.deepEqual(await known(), [two])
  await mintRelay(harness.base, { relayId: one })
  assert.deepEqual(await known(), [one, two].toSorted())
})

test('so is one whose request was cut, which ends the feed from within', async () => {
  const one = await mintRelay(harness.base)
  const request = new AbortController()
  const reader = await listen(one, request.signal)
  request.abort()
  while (!(await reader.read()).done);
  await untilGone(one)
})

test('who listens without an id, or with nonsense for one, takes nobody away', async () => {
  const one = await mintRelay(harness.base)
  for (const id of [null, 'everybody', '%']) await (await listen(id)).cancel()
  assert.deepEqual(await known(), [one])
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
