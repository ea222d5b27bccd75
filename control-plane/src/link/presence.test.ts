import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { eq } from 'drizzle-orm'
import { agentStatus } from '../db/schema/agent-status.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'
import { makePresence } from './presence.ts'

let harness: Harness
let own: MintedOrganisation
let camera: MintedCamera
before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())
beforeEach(async () => {
  camera = await mintCamera(harness.base, own)
})

/** Presence whose grace is over when the test says so. */
function presence() {
  const graces: { readonly ms: number; readonly end: () => void }[] = []
  const clock: Clock = {
    ...harness.clock,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        graces.push({ ms, end: resolve })
        signal?.addEventListener('abort', () => reject(signal.reason))
      }),
  }
  return { graces, presence: makePresence(clock, harness.base.log) }
}
const context = () => harness.as(camera.actor)
const isOnline = async () => {
  const rows = await harness.base.db.select().from(agentStatus).where(eq(agentStatus.agentId, camera.agentId))
  return rows[0]?.online
}

test('an agent that goes is shown as gone after two seconds, not before', async () => {
  const { graces, presence: watched } = presence()
  watched.gone(context())
  assert.deepEqual(
    graces.map(({ ms }) => ms),
    [2000],
  )
  await harness.clock.sleep(20)
  assert.equal(await isOnline(), true)
  graces[0]!.end()
  await watched.close()
  assert.equal(await isOnline(), false)
})

test('one that is back by then was never gone', async () => {
  const { graces, presence: watched } = presence()
  watched.gone(context())
  watched.here(camera.agentId)
  graces[0]!.end()
  await watched.close()
  assert.equal(await isOnline(), true)
})

test('one that goes again has its two seconds again; others are not asked', async () => {
  const other = await mintCamera(harness.base, own)
  const { graces, presence: watched } = presence()
  watched.gone(context())
  watched.gone(context())
  watched.here(other.agentId)
  graces[0]!.end()
  await harness.clock.sleep(20)
  assert.equal(await isOnline(), true, 'the first was taken back')
  graces[1]!.end()
  await watched.close()
  assert.equal(await isOnline(), false)
})

test('a process that ends says nothing of agents that were just leaving: another hears them', async () => {
  const { presence: watched } = presence()
  watched.gone(context())
  await watched.close()
  assert.equal(await isOnline(), true)
})
