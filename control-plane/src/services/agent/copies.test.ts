import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { TokenLineage } from '@nightjar/shared/protocol/agent-api.ts'
import { and, eq } from 'drizzle-orm'
import { agentCopies } from '../../db/schema/agent-copies.ts'
import { agentLineages } from '../../db/schema/agent-lineages.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { getAgent } from './get.ts'
import { hashOfValue } from './lineage-value.ts'
import { findActingAgent } from './resolve.ts'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

/** One machine with an agent's data folder; `copy` is what `cp -a` of that folder makes. */
class Machine {
  readonly #agent: EnrolledAgent
  readonly #hostname: string
  readonly #value: string | null
  #now: string | null
  #asked = 0
  token = ''
  constructor(agent: EnrolledAgent, hostname: string, value: string | null = null) {
    this.#agent = agent
    this.#hostname = hostname
    this.#value = value
    this.#now = value
  }
  get folder(): string | null {
    return this.#now
  }
  copy(hostname: string): Machine {
    return new Machine(this.#agent, hostname, this.#now)
  }
  /** The folder as it was when this machine began. */
  setBack(): void {
    this.#now = this.#value
  }
  /** @returns 200, or the code of the refusal. */
  async ask(options: { lost?: boolean; nonce?: string; silent?: boolean } = {}): Promise<200 | string> {
    const lineage: TokenLineage = {
      value: this.#now,
      nonce: options.nonce ?? `${this.#hostname} nonce ${this.#asked++} long enough`,
      startId: `${this.#hostname} 1234567`,
      hostname: this.#hostname,
      machine: null,
    }
    const body = { assertion: await this.#agent.assertion(), ...(options.silent ? {} : { lineage }) }
    const answer = await harness.request('POST', '/api/v1/agents/token', { body })
    const told = (await answer.json()) as { lineage?: string; code?: string; accessToken?: string }
    if (answer.status !== 200) return String(told.code)
    this.token = told.accessToken ?? ''
    if (!options.lost && !options.silent) this.#now = told.lineage ?? null
    return 200
  }
}

async function setUp() {
  const agent = await enrolAnAgent(harness, own)
  const id = agent.identity.agentId
  const admin = harness.as(own.administrator.actor)
  return {
    agent,
    first: new Machine(agent, 'barn'),
    shown: () => getAgent(admin, id),
    audit: async (action: string) =>
      (
        await harness.base.db
          .select()
          .from(auditEntries)
          .where(and(eq(auditEntries.subjectId, id), eq(auditEntries.action, action)))
      ).map(entry => entry.facts),
    choose: async (copyId: string) => {
      const answer = await harness.request('POST', `/api/v1/agents/${id}/continue`, {
        cookie: own.administrator.cookie,
        body: { copyId },
      })
      return answer.status
    },
    acts: async () => (await findActingAgent(harness.base.db, id)) !== null,
  }
}

test('one machine refreshes as long as it likes, also where an answer is lost', async () => {
  const { first, shown } = await setUp()
  for (let i = 0; i < 3; i++) assert.equal(await first.ask(), 200)
  assert.equal(await first.ask({ lost: true, nonce: 'the same until it is answered' }), 200)
  assert.equal(await first.ask({ nonce: 'the same until it is answered' }), 200)
  assert.equal(await first.ask(), 200)
  const agent = await shown()
  assert.equal(agent.state, 'offline')
  assert.deepEqual(agent.copies, [])
})

test('a copied folder freezes both at the first refresh of the second, names them once, and one action ends it (F24)', async () => {
  const { first, shown, audit, choose, acts } = await setUp()
  await first.ask()
  const bearer = first.token
  assert.equal((await harness.request('GET', '/api/v1/agents/config', { bearer })).status, 200)
  const second = first.copy('stall')
  assert.equal(await first.ask(), 200)
  assert.equal(await second.ask(), 'agent.cloned')
  for (let i = 0; i < 5; i++) {
    assert.equal(await first.ask(), 'agent.cloned')
    assert.equal(await second.ask(), 'agent.cloned')
  }
  assert.equal(await acts(), false, 'nothing that either sends is heard')
  assert.equal((await harness.request('GET', '/api/v1/agents/config', { bearer })).status, 401)
  const frozen = await shown()
  assert.equal(frozen.state, 'cloned')
  assert.deepEqual(frozen.copies.map(({ hostname, isNewest }) => [hostname, isNewest]).sort(), [
    ['barn', true],
    ['stall', false],
  ])
  assert.deepEqual((await audit('agent.cloned')).length, 1, 'one entry however often they ask')

  const barn = frozen.copies.find(copy => copy.hostname === 'barn')!
  assert.equal(await choose(barn.id), 200)
  assert.equal(await choose(barn.id), 409)
  assert.equal(await acts(), true)
  assert.equal(await second.ask(), 'agent.retired')
  assert.equal(await first.ask(), 200)
  assert.equal(await second.ask(), 'agent.retired', 'it cannot freeze the other one again')
  assert.equal(await first.ask(), 200)
  assert.equal((await shown()).state, 'offline')
  assert.equal((await audit('agent.continued')).length, 1)
})

test('the copy can be the one that goes on, and the other one stays out, lost answer or not', async () => {
  const { first, shown, choose } = await setUp()
  await first.ask()
  const second = first.copy('stall')
  assert.equal(await first.ask({ lost: true, nonce: 'a request that was not answered' }), 200)
  assert.equal(await second.ask(), 'agent.cloned')
  const stall = (await shown()).copies.find(copy => copy.hostname === 'stall')!
  assert.equal(await choose(stall.id), 200)
  assert.equal(await second.ask(), 200)
  assert.equal(await second.ask(), 200)
  assert.notEqual(await first.ask({ nonce: 'a request that was not answered' }), 200)
})

test('a folder that was set back is noticed, and goes on when it is chosen', async () => {
  const { first, shown, choose } = await setUp()
  for (let i = 0; i < 3; i++) await first.ask()
  first.setBack()
  assert.equal(await first.ask(), 'agent.cloned')
  const old = (await shown()).copies.find(copy => !copy.isNewest)!
  assert.equal(await choose(old.id), 200)
  assert.equal(await first.ask(), 200)
})

test('a copy that keeps silent of its lineage is a copy all the same; an agent that never had one goes on', async () => {
  const { first, shown, choose } = await setUp()
  assert.equal(await first.ask({ silent: true }), 200)
  assert.equal(await first.ask(), 200)
  assert.equal(await first.ask({ silent: true }), 'agent.cloned')
  const older = (await shown()).copies.find(copy => !copy.isNewest)!
  assert.equal(await choose(older.id), 200)
  assert.equal(await first.ask({ silent: true }), 200)
  assert.equal(await first.ask({ silent: true }), 200)
})

test('a silent copy that was not chosen is retired: it cannot freeze the other one again', async () => {
  const { first, shown, audit, choose } = await setUp()
  assert.equal(await first.ask(), 200)
  const silent = first.copy('stall')
  assert.equal(await silent.ask({ silent: true }), 'agent.cloned')
  const frozen = (await shown()).copies
  assert.equal(frozen.length, 2)
  assert.equal(await choose(frozen.find(copy => copy.isNewest)!.id), 200)
  for (let i = 0; i < 2; i++) {
    assert.equal(await silent.ask({ silent: true }), 'agent.retired')
    assert.equal(await first.ask(), 200)
  }
  assert.equal((await shown()).state, 'offline')
  assert.equal((await audit('agent.cloned')).length, 1)
})

test('both machines are shown to choose from, also where the database says that the newest value was retired', async () => {
  const { first, agent, shown } = await setUp()
  await first.ask()
  const second = first.copy('stall')
  await first.ask()
  const { agentId, organisationId } = agent.identity
  const nowMs = harness.clock.wallMs()
  await harness.base.db.insert(agentCopies).values({
    id: harness.base.ids.next(),
    organisationId,
    agentId,
    valueHash: hashOfValue(first.folder),
    holder: { hostname: 'long ago', machine: null, startId: '', address: null, seenAtMs: nowMs },
    firstSeenAtMs: nowMs,
    retiredAtMs: nowMs,
  })
  assert.equal(await second.ask(), 'agent.cloned')
  assert.deepEqual((await shown()).copies.map(({ hostname }) => hostname).sort(), ['barn', 'stall'])
})

test('a database that was set back takes the younger values for what they are; a forged one is none', async () => {
  const { first, agent, shown } = await setUp()
  await first.ask()
  const where = eq(agentLineages.agentId, agent.identity.agentId)
  const [backup] = await harness.base.db.select().from(agentLineages).where(where)
  for (let i = 0; i < 3; i++) await first.ask()
  await harness.base.db.update(agentLineages).set(backup!).where(where)
  assert.equal(await first.ask(), 200)
  assert.equal(await first.ask(), 200)
  const [counter] = first.folder!.split('.')
  const forged = new Machine(agent, 'forger', `${Number(counter) + 9}.${'A'.repeat(22)}.${'A'.repeat(27)}`)
  assert.equal(await forged.ask(), 'agent.cloned')
  assert.equal((await shown()).state, 'cloned')
})

test('of two that refresh at once with one value, one is noticed', async () => {
  const { first } = await setUp()
  await first.ask()
  const second = first.copy('stall')
  const [a, b] = await Promise.all([first.ask(), second.ask()])
  assert.deepEqual([a, b].map(String).sort(), ['200', 'agent.cloned'])
})

test('nobody chooses for another organisation, nor a machine that is none of them', async () => {
  const { first, agent, shown, choose } = await setUp()
  await first.ask()
  const second = first.copy('stall')
  await first.ask()
  await second.ask()
  const [copy] = (await shown()).copies
  const foreign = await mintOrganisation(harness.base)
  const path = `/api/v1/agents/${agent.identity.agentId}/continue`
  const by = async (cookie: string) =>
    (await harness.request('POST', path, { cookie, body: { copyId: copy!.id } })).status
  assert.equal(await by(foreign.administrator.cookie), 404)
  assert.equal(await by(own.viewer.cookie), 403)
  assert.equal(await choose(agent.identity.agentId), 404)
  assert.equal((await shown()).state, 'cloned', 'nothing was decided')
})
