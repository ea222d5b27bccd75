import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { v7 } from 'uuid'
import { relays } from '../../db/schema/relays.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintRelay } from '../../testing/mint-relay.ts'
import { forgetRelays, relayGone } from './announce.ts'
import { relaysFor } from './choose-relay.ts'
import { loadRelaysFor, relaySilenceMs } from './load-relays.ts'

let harness: Harness
before(async () => {
  harness = await openHarness({
    fleet: {
      mqttUrl: '/mqtt',
      brokerAccounts: false,
      relays: ['/publish', 'wss://two.example/publish'],
      liveAddresses: ['/live', 'wss://two.example/live'],
      relayInternalUrls: [],
    },
  })
})
after(() => harness.close())
beforeEach(() => harness.base.db.delete(relays))

const cameraId = v7()
const second = { publishAddress: 'wss://two.example/publish', liveAddress: 'wss://two.example/live' }
const chosen = async () => (await loadRelaysFor(harness.base, cameraId)).map(({ id }) => id)
const cameras = Array.from({ length: 400 }, () => v7())
const candidate = (viewers = 0) => ({ id: v7(), viewers, viewersMax: 100 })
const firstFor = (all: ReturnType<typeof candidate>[], camera: string) => relaysFor(all, camera)[0]!.id

test('cameras are spread over relays, and when one goes only its own cameras move', () => {
  const all = [candidate(), candidate(), candidate()]
  const before = new Map(cameras.map(camera => [camera, firstFor(all, camera)]))
  for (const { id } of all) {
    const share = [...before.values()].filter(first => first === id).length
    assert.ok(share > 80 && share < 190, `${share} of 400`)
  }
  const [gone, ...left] = all
  for (const camera of cameras) {
    const was = before.get(camera)!
    if (was !== gone!.id) assert.equal(firstFor(left, camera), was)
  }
})

test('the choice hangs neither on the order nor on how busy relays are, until one is full', () => {
  const [a, b] = [candidate(), candidate(94)]
  for (const camera of cameras) {
    assert.equal(firstFor([a, b], camera), firstFor([b, a], camera))
    assert.equal(firstFor([a, b], camera), firstFor([{ ...a, viewers: 50 }, b], camera))
    assert.equal(firstFor([a, { ...b, viewers: 95 }], camera), a.id)
  }
  assert.equal(relaysFor([{ ...a, viewers: 100 }], cameraId).length, 1, 'a full one is better than none')
})

test('a relay is chosen while it renews its row, and not once it drains, falls silent or hangs up', async () => {
  const one = await mintRelay(harness.base)
  const two = await mintRelay(harness.base, second)
  assert.deepEqual((await chosen()).toSorted(), [one, two].toSorted())
  await mintRelay(harness.base, { relayId: one, draining: true })
  assert.deepEqual(await chosen(), [two])
  await mintRelay(harness.base, { relayId: one })
  await relayGone(harness.base, two)
  assert.deepEqual(await chosen(), [one])
  harness.clock.advance(relaySilenceMs + 1)
  assert.deepEqual(await chosen(), [])
  await mintRelay(harness.base, { relayId: two, ...second })
  assert.deepEqual(await chosen(), [two], 'back')
})

test('addresses that the settings do not name are refused, and so lead nobody anywhere', async () => {
  const evil = [
    { publishAddress: 'wss://evil.example/publish' },
    { liveAddress: 'wss://evil.example/live' },
    { internalUrl: 'file:///etc/passwd' },
    { internalUrl: 'http://169.254.169.254/' },
    { internalUrl: 'http://u:p@127.0.0.1:1/' },
    { viewersMax: 1e12 },
    { viewersMax: 0 },
  ]
  for (const change of evil)
    await assert.rejects(
      mintRelay(harness.base, change),
      (error: unknown) => error instanceof AppError && ['auth.forbidden', 'input.invalid'].includes(error.code),
      JSON.stringify(change),
    )
  assert.deepEqual(await chosen(), [])
  await mintRelay(harness.base, second)
  assert.equal((await chosen()).length, 1)
})

test('an address is of the relay that was started last; the other is told to have one of its own', async () => {
  const first = await mintRelay(harness.base)
  const later = await mintRelay(harness.base)
  assert.deepEqual(await chosen(), [later])
  await assert.rejects(
    mintRelay(harness.base, { relayId: first }),
    (error: unknown) => error instanceof AppError && error.code === 'resource.conflict',
  )
  await mintRelay(harness.base, { relayId: later })
  assert.deepEqual(await chosen(), [later])
})

test('rows of relays that ended without a word go after an hour', async () => {
  await mintRelay(harness.base)
  harness.clock.advance(3_500_000)
  await forgetRelays(harness.base)
  assert.equal((await harness.base.db.select().from(relays)).length, 1)
  harness.clock.advance(200_000)
  await forgetRelays(harness.base)
  assert.equal((await harness.base.db.select().from(relays)).length, 0)
})
