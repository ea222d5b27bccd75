import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { brokerAccounts } from '../db/schema/broker-accounts.ts'
import { transaction } from '../db/transaction.ts'
import { wantBrokerAccount } from '../services/agent/broker-account.ts'
import { issueCommand } from '../services/command/issue.ts'
import { recordResult } from '../services/command/record-result.ts'
import { publishConfig } from '../services/config/publish-config.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'
import { makeAnnouncer } from './announcer.ts'
import type { AgentAccounts } from './dynamic-security.ts'
import { makeFakeSession } from './testing/fake-session.ts'

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
  await harness.base.db.delete(brokerAccounts)
})

/** What goes down over a new connection. */
function connection(accounts: AgentAccounts | null = null) {
  const fake = makeFakeSession()
  const announcer = makeAnnouncer(harness.base, fake.session, accounts)
  const address = { organisationId: own.id, agentId: camera.agentId }
  return {
    ...fake,
    announcer,
    announce: () => announcer.announce(address),
    remind: () => announcer.remind(address),
    versions: () => fake.sent(configHint, camera.agentId).map(({ version }) => version),
    commandIds: () => fake.sent(command, camera.agentId).map(({ id }) => id),
  }
}
const publish = (relays = ['/publish']) =>
  transaction(harness.base, tx =>
    publishConfig(tx, { ...harness.base, fleet: { ...harness.base.fleet, relays } }, camera.agentId),
  )
const issue = async (lifetimeMs = 30_000) => {
  const { id } = await transaction(harness.base, tx =>
    issueCommand(tx, harness.as(own.administrator.actor), {
      agentId: camera.agentId,
      definition: { ...cameraProbe, lifetimeMs },
      body: { url: 'rtsp://10.0.0.9/1', transport: 'tcp', credentials: null },
    }),
  )
  return id
}

test('each version is hinted at once on a connection, and the newest again on the next', async () => {
  const first = connection()
  await first.announce()
  assert.deepEqual(first.versions(), [], 'there is none yet')
  await publish()
  await first.announce()
  await first.announce()
  assert.deepEqual(first.versions(), [1])
  await publish(['wss://two.example/publish'])
  await first.announce()
  assert.deepEqual(first.versions(), [1, 2])
  const second = connection()
  await second.announce()
  assert.deepEqual(second.versions(), [2])
})

test('a command goes out once; on the next connection what is still open goes out again', async () => {
  const first = connection()
  await first.announce()
  const [answered, open] = [await issue(), await issue()]
  await first.announce()
  await first.announce()
  assert.deepEqual(first.commandIds(), [answered, open])
  const no = { commandId: answered, ok: false as const, code: 'camera.unreachable', message: 'No.' }
  await recordResult(harness.as(camera.actor), no)
  const second = connection()
  await second.announce()
  assert.deepEqual(second.commandIds(), [open])
  await second.announce()
  assert.deepEqual(second.commandIds(), [open])
})

test('an agent that just came is sent once more what is open', async () => {
  const { announce, remind, commandIds } = connection()
  const id = await issue()
  await announce()
  await remind()
  assert.deepEqual(commandIds(), [id, id])
})

test('the broker drops a command at its deadline, and one that is past it is not sent', async () => {
  const late = await issue(1000)
  const { announce, published, commandIds } = connection()
  harness.clock.advance(2000)
  const id = await issue(10_000)
  await announce()
  assert.deepEqual(commandIds(), [id])
  assert.ok(!commandIds().includes(late))
  const expiry = published.at(-1)?.options?.expirySeconds ?? 0
  assert.ok(expiry >= 8 && expiry <= 10, `${expiry}`)
})

/** Accounts at a broker that keeps what it was asked. */
function accountsKept() {
  const asked: string[] = []
  const accounts: AgentAccounts = {
    provision: async ({ agentId }, password) => void asked.push(`${agentId} ${password}`),
    disable: async agentId => void asked.push(`${agentId} off`),
  }
  return { asked, accounts }
}
const want = ({ agentId }: MintedCamera, password: string | null) =>
  transaction(harness.base, tx =>
    wantBrokerAccount(tx, harness.base, { id: agentId, organisationId: own.id }, password),
  )

test('passwords are set for our agents only, and once; switching off is done for whomever', async () => {
  const [theirs, revoked] = [await mintCamera(harness.base, own), await mintCamera(harness.base, own)]
  await want(camera, 'ours')
  await want(theirs, 'theirs')
  await want(revoked, null)
  const { asked, accounts } = accountsKept()
  const { announcer } = connection(accounts)
  const isOurs = (agentId: string) => agentId === camera.agentId
  await announcer.settleAccounts(isOurs)
  assert.deepEqual(asked.toSorted(), [`${camera.agentId} ours`, `${revoked.agentId} off`].toSorted())
  await announcer.settleAccounts(isOurs)
  assert.equal(asked.length, 2)
  await announcer.settleAccounts(() => true)
  assert.deepEqual(asked.slice(2), [`${theirs.agentId} theirs`])
})

test('a password is set once, however many look for accounts at the same time', async () => {
  const another = await mintCamera(harness.base, own)
  await want(another, 'one')
  const { asked, accounts } = accountsKept()
  const slow: AgentAccounts = {
    ...accounts,
    provision: async (agent, password) => {
      await new Promise(resolve => setTimeout(resolve, 50))
      await accounts.provision(agent, password)
    },
  }
  const { announcer } = connection(slow)
  const isOurs = (agentId: string) => agentId === another.agentId
  await Promise.all([announcer.settleAccounts(isOurs), announcer.settleAccounts(isOurs)])
  assert.deepEqual(asked, [`${another.agentId} one`])
})

test('a broker that refuses is asked again; one that reads tokens is asked nothing', async () => {
  await want(camera, 'secret')
  const { asked, accounts } = accountsKept()
  const broken = { ...accounts, provision: () => Promise.reject(new Error('the broker is down')) }
  await assert.rejects(
    connection(broken).announcer.settleAccounts(() => true),
    /down/,
  )
  await connection(null).announcer.settleAccounts(() => true)
  assert.deepEqual(asked, [])
  await connection(accounts).announcer.settleAccounts(() => true)
  assert.deepEqual(asked, [`${camera.agentId} secret`])
})
