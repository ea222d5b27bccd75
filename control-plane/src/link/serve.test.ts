import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { agents } from '../db/schema/agents.ts'
import { leases } from '../db/schema/leases.ts'
import { holdAgents, releaseAgents } from '../services/agent/hold-agents.ts'
import { revokeAgent } from '../services/agent/revoke.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { mintCamera } from '../testing/mint-camera.ts'
import type { Announcer } from './announcer.ts'
import { makeServing } from './serve.ts'
import { makeFakeSession } from './testing/fake-session.ts'

let harness: Harness
let own: MintedOrganisation
let all: string[]
before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())
beforeEach(async () => {
  await harness.base.db.delete(leases)
  await harness.base.db.update(agents).set({ revokedAtMs: 1 })
  all = [(await mintCamera(harness.base, own)).agentId, (await mintCamera(harness.base, own)).agentId]
})

/** One link instance on a connection of its own. */
function instance(change: Partial<Announcer> = {}) {
  const { session, heardAgents } = makeFakeSession()
  const said: string[] = []
  const welcomed: string[] = []
  let isOurs: (agentId: string) => boolean = () => false
  const announcer: Announcer = {
    welcome: async ({ agentId }) => {
      assert.ok(heardAgents.has(agentId), 'welcomed once it is heard')
      welcomed.push(agentId)
    },
    announce: async ({ agentId }) => void said.push(`announce ${agentId}`),
    remind: async ({ agentId }) => void said.push(`remind ${agentId}`),
    settleAccounts: async given => {
      isOurs = given
    },
    ...change,
  }
  const holder = harness.base.ids.next()
  const serving = makeServing({ base: harness.base, session, announcer, holder, log: harness.base.log })
  return { serving, holder, said, welcomed, heard: () => [...heardAgents].toSorted(), owns: (id: string) => isOurs(id) }
}
const announcements = (ids: readonly string[]) => ids.map(id => `announce ${id}`).toSorted()

test('what is gained is listened to first and then announced, once', async () => {
  const { serving, said, heard, owns } = instance()
  await serving.round()
  assert.deepEqual(heard(), all.toSorted())
  assert.deepEqual(said.toSorted(), announcements(all))
  assert.ok(all.every(owns))
  await serving.round()
  assert.equal(said.length, 2)
  const third = (await mintCamera(harness.base, own)).agentId
  await serving.round()
  assert.deepEqual(said.slice(2), [`announce ${third}`])
})

test('an agent is told once that it is heard now, and by the next instance again', async () => {
  const first = instance()
  await first.serving.round()
  await first.serving.round()
  assert.deepEqual(first.welcomed.toSorted(), all.toSorted())
  await releaseAgents(harness.base, first.holder)
  const second = instance()
  await second.serving.round()
  assert.deepEqual(second.welcomed.toSorted(), all.toSorted())
})

test('an agent that is lost to another is heard for one more round, and told nothing from the first', async () => {
  const first = instance()
  await first.serving.round()
  const other = harness.base.ids.next()
  await holdAgents(harness.base, other)
  await first.serving.round()
  const [taken] = await holdAgents(harness.base, other)
  const lost = taken!.agentId
  const kept = all.find(id => id !== lost)!
  assert.deepEqual(first.heard(), all.toSorted(), 'heard while the other subscribes')
  assert.deepEqual([first.owns(kept), first.owns(lost)], [true, false])
  first.said.length = 0
  await first.serving.heard(lost)
  await first.serving.heard(kept)
  assert.deepEqual(first.said, [`remind ${kept}`])
  await first.serving.round()
  assert.deepEqual(first.heard(), [kept])
  await releaseAgents(harness.base, other)
  await first.serving.round()
  assert.deepEqual(first.heard(), all.toSorted(), 'and taken back when the other ends')
  assert.equal(first.said.at(-1), `announce ${lost}`)
})

test('a revoked agent is let go of', async () => {
  const { serving, heard } = instance()
  await serving.round()
  await revokeAgent(harness.as(own.administrator.actor), all[0]!)
  await serving.round()
  await serving.round()
  assert.deepEqual(heard(), [all[1]])
})

test('work for an agent that is served is announced without a look at leases; for another it is looked for', async () => {
  const { serving, said } = instance()
  await serving.round()
  said.length = 0
  await harness.base.db.delete(leases)
  await serving.work(all[0]!)
  assert.deepEqual(said, [`announce ${all[0]}`])
  assert.equal((await harness.base.db.select().from(leases)).length, 0)
  const late = (await mintCamera(harness.base, own)).agentId
  await serving.work(late)
  assert.ok(said.includes(`announce ${late}`))
  said.length = 0
  await serving.work(null)
  assert.deepEqual(said.toSorted(), announcements([...all, late]), 'nobody said for whom: all are looked at')
})

test('rounds never run side by side; any number that come meanwhile are one more', async () => {
  let [running, most, rounds] = [0, 0, 0]
  const { serving } = instance({
    settleAccounts: async () => {
      most = Math.max(most, ++running)
      rounds++
      await harness.clock.sleep(20)
      running--
    },
  })
  await Promise.all([serving.round(), serving.round(), serving.round(), serving.round()])
  assert.deepEqual([most, rounds], [1, 2])
})

test('one that cannot finish a round tries again at the next', async () => {
  let isBroken = true
  const { serving, said } = instance({
    settleAccounts: async () => {
      if (isBroken) throw new Error('the broker is down')
    },
  })
  await assert.rejects(serving.round(), /down/)
  assert.deepEqual(said, [])
  isBroken = false
  await serving.round()
  assert.deepEqual(said.toSorted(), announcements(all))
})
