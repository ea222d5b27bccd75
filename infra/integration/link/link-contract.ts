import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FleetSettings } from '@nightjar/control-plane/context/fleet-settings.ts'
import type { Role } from '@nightjar/control-plane/context/role.ts'
import { chainHeads } from '@nightjar/control-plane/db/schema/chain-heads.ts'
import { transaction } from '@nightjar/control-plane/db/transaction.ts'
import { startLinkRole } from '@nightjar/control-plane/link/role.ts'
import { getAgent } from '@nightjar/control-plane/services/agent/get.ts'
import { revokeAgent } from '@nightjar/control-plane/services/agent/revoke.ts'
import { createCamera } from '@nightjar/control-plane/services/camera/create.ts'
import { issueCommand } from '@nightjar/control-plane/services/command/issue.ts'
import { type EnrolledAgent, enrolAnAgent } from '@nightjar/control-plane/testing/enrolled-agent.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { makeChain } from '@nightjar/control-plane/testing/make-chain.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { type AgentClient, connectAgent } from './agent-client.ts'
import type { BrokerPlace } from './broker-place.ts'

const patienceMs = 30_000

/** What an agent may answer to a probe. */
const found = {
  facts: { codec: 'h264', codecString: 'avc1.64001f', width: 640, height: 360, frameRate: 25, audio: null },
  measuredFrameRate: null,
  picture: false,
} as const

/** What the link promises over any broker. Every test has agents of its own. */
export function linkContract(
  name: string,
  openPlace: (harness: Harness) => Promise<BrokerPlace>,
  skip: string | false,
): void {
  describe(`link over ${name}`, { skip, timeout: 240_000 }, () => {
    let harness: Harness
    let place: BrokerPlace
    let link: Role
    let own: MintedOrganisation
    const clients: AgentClient[] = []

    before(async () => {
      const fleet = {}
      const free = { consume: async () => undefined, giveBack: async () => undefined }
      harness = await openHarness({
        parts: () => ({
          limits: { login: free, account: free, address: free, oneTimeCode: free, enrolment: free },
        }),
        // Filled in when the broker is there.
        fleet: fleet as FleetSettings,
      })
      place = await openPlace(harness)
      Object.assign(fleet, place.fleet)
      own = await mintOrganisation(harness.base)
      link = await startLink()
      await until('the link', async () => (await link.probe()) === null)
    })
    after(async () => {
      for (const { client } of clients) client.end(true)
      await link?.stop()
      await place?.stop()
      await harness?.close()
    })

    const startLink = () =>
      startLinkRole({
        config: place.config,
        base: harness.base,
        database: harness.database,
        earlier: place.earlier,
      })
    const until = (what: string, condition: () => boolean | Promise<boolean>) => waitUntil(what, patienceMs, condition)
    const admin = () => harness.as(own.administrator.actor)
    const newAgent = () => enrolAnAgent(harness, own)
    const stateOf = async (agent: EnrolledAgent) => (await getAgent(admin(), agent.identity.agentId)).state
    async function connect(agent: EnrolledAgent): Promise<AgentClient> {
      for (let attempt = 1; ; attempt++) {
        try {
          const client = await connectAgent(agent, place.url())
          clients.push(client)
          return client
        } catch (error) {
          // Right after a broker came back its accounts may not be there yet; an agent tries again as well.
          if (attempt >= 20) throw error
          await new Promise(resolve => setTimeout(resolve, 500))
        }
      }
    }
    async function online(agent: EnrolledAgent): Promise<AgentClient> {
      const client = await connect(agent)
      await until('the agent online', async () => {
        await client.heartbeat()
        return (await stateOf(agent)) === 'online'
      })
      return client
    }
    const addCamera = (agent: EnrolledAgent) =>
      createCamera(admin(), { name: 'Gate', url: 'rtsp://10.0.0.9/1', agentId: agent.identity.agentId })
    const ask = (agent: EnrolledAgent, lifetimeMs = cameraProbe.lifetimeMs) =>
      transaction(harness.base, tx =>
        issueCommand(tx, admin(), {
          agentId: agent.identity.agentId,
          definition: { ...cameraProbe, lifetimeMs },
          body: { url: 'rtsp://10.0.0.9/1', transport: 'tcp', credentials: null },
        }),
      )
    const commandsOf = (client: AgentClient) => client.heardOf(command).map(({ id }) => id)

    test('a heartbeat makes an agent online, a cut line offline within seconds, not at once', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      client.cut()
      await until('the agent offline', async () => (await stateOf(agent)) === 'offline')
      await online(agent)
    })

    test('an agent that renews its connection is never seen to go', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      client.cut()
      const again = await online(agent)
      await new Promise(resolve => setTimeout(resolve, 3000))
      await again.heartbeat()
      assert.equal(await stateOf(agent), 'online')
    })

    test('a configuration is hinted at when it changes and when an agent comes, and its report is kept', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      await until('the first hint', () => client.heardOf(configHint).some(hint => hint.version === 1))
      await addCamera(agent)
      await until('the new hint', () => client.heardOf(configHint).some(hint => hint.version === 2))
      const { hash } = client.heardOf(configHint).at(-1)!
      const report = { id: harness.base.ids.next(), version: 2, hash, ok: true, error: null, cameras: [] }
      await client.say(configApplied, report)
      await until('the acknowledgement', () => client.heardOf(outboxAck).some(ack => ack.ids.includes(report.id)))
      const { config } = await getAgent(admin(), agent.identity.agentId)
      assert.deepEqual(config, { desiredVersion: 2, appliedVersion: 2, error: null })
    })

    test('a command reaches its agent, no other, and its answer the one who waits', async () => {
      const [agent, other] = [await newAgent(), await newAgent()]
      const [client, stranger] = [await online(agent), await online(other)]
      const issued = await ask(agent)
      await until('the command', () => commandsOf(client).includes(issued.id))
      const answered = assert.rejects(
        harness.parts.commandResults.awaitResult(admin(), issued),
        (error: unknown) => error instanceof AppError && error.code === 'camera.no-video',
      )
      const result = { commandId: issued.id, ok: false as const, code: 'camera.no-video', message: 'No video.' }
      await client.say(commandResult, result)
      // Delivered again, with another word: the first counts (F14).
      await client.say(commandResult, { ...result, code: 'camera.timeout' })
      await answered
      assert.deepEqual(commandsOf(stranger), [])
    })

    test('records are applied once and acknowledged after; a gap is not, and a forgery is rejected', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      const camera = await addCamera(agent)
      const { organisationId, siteId, agentId } = agent.identity
      const owner = { organisationId, siteId, agentId, cameraId: camera.id, streamId: camera.streams[0]!.id }
      const chain = makeChain({ ...owner, publicKey: agent.keys.publicKey, privateKey: agent.keys.signing })
      const batch = (records: ReturnType<typeof chain.recorded>) => ({
        id: harness.base.ids.next(),
        cameraId: camera.id,
        records: [...records],
      })
      const t0 = Date.parse(camera.createdAt)
      const [first, second] = [batch(chain.recorded(t0, t0 + 1000)), batch(chain.recorded(t0 + 1000, t0 + 2000))]
      const acked = (id: string) => client.heardOf(outboxAck).filter(ack => ack.ids.includes(id)).length
      await client.say(recordsAppended, second)
      await client.say(recordsAppended, first)
      await until('the first batch', () => acked(first.id) === 1)
      assert.equal(acked(second.id), 0, 'it came before what it follows')
      await client.say(recordsAppended, second)
      await client.say(recordsAppended, second)
      await until('the second batch, twice', () => acked(second.id) === 2)
      const heads = await harness.base.db.select().from(chainHeads)
      assert.equal(heads.find(head => head.cameraId === camera.id)?.sequence, 3)
      const forged = batch(chain.recorded(t0 + 2000, t0 + 3000))
      forged.records[0] = { ...forged.records[0]!, signature: 'A'.repeat(86) } as (typeof forged.records)[0]
      await client.say(recordsAppended, forged)
      await until('the rejection', () =>
        client.heardOf(outboxAck).some(ack => ack.rejected.some(entry => entry.id === forged.id)),
      )
    })

    test('nonsense is passed over, and what comes after it is heard', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      const { organisationId, agentId } = agent.identity
      const topic = topicOf(configApplied, { organisationId, agentId })
      for (const nonsense of ['', '{', '[]', 'null', '{"id":1}', '\u0000']) {
        await client.client.publishAsync(topic, nonsense, { qos: 1 })
      }
      const report = {
        id: harness.base.ids.next(),
        version: 1,
        hash: '0'.repeat(64),
        ok: false,
        error: 'It cannot be read.',
        cameras: [],
      }
      await client.say(configApplied, report)
      await until('the acknowledgement', () => client.heardOf(outboxAck).some(ack => ack.ids.includes(report.id)))
      assert.equal((await getAgent(admin(), agentId)).config.error, 'It cannot be read.')
    })

    test('an agent cannot speak for another or hear what is meant for it', async () => {
      const [agent, victim] = [await newAgent(), await newAgent()]
      const client = await online(agent)
      const { organisationId, agentId } = victim.identity
      const theirs = { organisationId, agentId }
      const heardForeign: string[] = []
      client.client.on('message', topic => void (topic.includes(agentId) && heardForeign.push(topic)))
      // Some brokers grant the subscription and deliver nothing: what counts is what arrives.
      for (const filter of ['#', `nj/1/${organisationId}/+/down/#`, topicOf(command, theirs)]) {
        await client.client.subscribeAsync(filter, { qos: 1 }).catch(() => undefined)
      }
      const report = {
        id: harness.base.ids.next(),
        version: 9,
        hash: '0'.repeat(64),
        ok: true,
        error: null,
        cameras: [],
      }
      await client.client
        .publishAsync(topicOf(configApplied, theirs), JSON.stringify(report), { qos: 1 })
        .catch(() => undefined)
      const theirClient = await online(victim)
      const issued = await ask(victim)
      await until('the command', () => commandsOf(theirClient).includes(issued.id))
      await client.heartbeat()
      assert.deepEqual(heardForeign, [])
      assert.equal((await getAgent(admin(), agentId)).config.appliedVersion, 0)
    })

    test('a link that restarts delivers what was left open, and nothing that is past its deadline', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      await link.stop()
      const [open, late] = [await ask(agent, 60_000), await ask(agent, 1)]
      link = await startLink()
      await until('the open command', () => commandsOf(client).includes(open.id))
      assert.ok(!commandsOf(client).includes(late.id))
    })

    test('a broker that lost everything is told everything again (F13)', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      const issued = await ask(agent, 120_000)
      await until('the command', () => commandsOf(client).includes(issued.id))
      await place.loseEverything()
      const again = await online(agent)
      await until('hint and command', async () => {
        await again.heartbeat()
        return commandsOf(again).includes(issued.id) && again.heardOf(configHint).length > 0
      })
      await again.say(commandResult, { verb: 'camera.probe', commandId: issued.id, ok: true, result: found })
      assert.equal((await harness.parts.commandResults.awaitResult(admin(), issued)).commandId, issued.id)
    })

    test('a revoked agent is dropped within five seconds and does not come back (F25)', async () => {
      const agent = await newAgent()
      const client = await online(agent)
      const password = (await agent.token()).mqtt.password
      const back = client.client.connected ? client : await online(agent)
      let closedAt = 0
      back.client.once('close', () => {
        closedAt = Date.now()
      })
      const startedAt = Date.now()
      await revokeAgent(admin(), agent.identity.agentId)
      await until('the connection to end', () => closedAt > 0)
      assert.ok(closedAt - startedAt < 5000, `${closedAt - startedAt} ms`)
      await assert.rejects(agent.token())
      await assert.rejects(
        connectAgent(
          { ...agent, token: async () => ({ mqtt: { username: agent.identity.agentId, password } }) as never },
          place.url(),
        ),
      )
      assert.equal(await stateOf(agent), 'revoked')
    })
  })
}
