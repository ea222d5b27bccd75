import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import { migrate } from '@nightjar/control-plane/db/migrate.ts'
import { openPostgres } from '@nightjar/control-plane/db/postgres.ts'
import { jobs } from '@nightjar/control-plane/db/schema/jobs.ts'
import { leases } from '@nightjar/control-plane/db/schema/leases.ts'
import { transaction } from '@nightjar/control-plane/db/transaction.ts'
import { createLog } from '@nightjar/control-plane/platform/log.ts'
import { issueCommand } from '@nightjar/control-plane/services/command/issue.ts'
import { type EnrolledAgent, enrolAnAgent } from '@nightjar/control-plane/testing/enrolled-agent.ts'
import { type Harness, openHarness, testSecretKey } from '@nightjar/control-plane/testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { eq, gte } from 'drizzle-orm'
import { skipWithout } from '../../services/binaries.ts'
import { type PostgresServer, postgresFolders, startPostgres } from '../../services/postgres.ts'
import { type ServerProcess, startProcess } from '../../services/server-process.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { type AgentClient, connectAgent } from './agent-client.ts'
import { type BrokerPlace, mosquittoPlace } from './broker-place.ts'

const main = join(import.meta.dirname, '..', '..', '..', 'control-plane', 'src', 'main.ts')
const patienceMs = 60_000
const agentCount = 6
const skip = skipWithout(['mosquitto', 'mosquitto_ctrl']) || skipWithout(['postgres', 'initdb'], postgresFolders())

suite('two link processes on one database and one broker', { skip, timeout: 300_000 }, () => {
  let postgres: PostgresServer
  let place: BrokerPlace
  let harness: Harness
  let own: MintedOrganisation
  const agents: { readonly enrolled: EnrolledAgent; client: AgentClient }[] = []
  const processes: ServerProcess[] = []
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-links-'))

  const startLink = async (dataFolder = join(folder, randomUUID())): Promise<ServerProcess> => {
    const started = startProcess(process.execPath, [main], {
      env: {
        PATH: process.env.PATH,
        NIGHTJAR_ROLES: 'link,jobs',
        NIGHTJAR_PORT: '0',
        NIGHTJAR_INTERNAL_PORT: '0',
        NIGHTJAR_DATA_DIR: dataFolder,
        DATABASE_URL: postgres.url,
        SECRET_KEY: testSecretKey,
        ALLOW_WEAK_SECRET: '1',
        MQTT_URL: place.config.MQTT_URL,
        MQTT_USERNAME: place.config.MQTT_USERNAME,
        MQTT_PASSWORD: place.config.MQTT_PASSWORD,
      },
    })
    processes.push(started)
    await waitUntil('a link process', patienceMs, () => {
      if (!started.running) throw new Error(`it ended: ${started.output()}`)
      return started.output().includes('link is up')
    })
    return started
  }
  /** How many agents each link instance has, the most first. */
  const shares = async (): Promise<number[]> => {
    const rows = await harness.base.db.select().from(leases)
    const live = rows.filter(row => row.untilMs >= Date.now())
    const instances = live.filter(row => row.kind === 'link').map(row => row.key)
    return instances
      .map(id => live.filter(row => row.kind === 'agent' && row.holder === id).length)
      .sort((a, b) => b - a)
  }
  const shared = (...expected: number[]) =>
    waitUntil(`shares of ${expected.join(' and ')}`, patienceMs, async () => {
      const actual = await shares()
      return actual.join() === expected.join()
    })

  /** Each agent is sent a command, and has a report acknowledged: it is served, both ways. */
  async function everyAgentIsServed(): Promise<void> {
    await Promise.all(
      agents.map(async ({ enrolled, client }, number) => {
        const { id } = await transaction(harness.base, tx =>
          issueCommand(tx, harness.as(own.administrator.actor), {
            agentId: enrolled.identity.agentId,
            definition: { ...cameraProbe, lifetimeMs: patienceMs },
            body: { url: 'rtsp://10.0.0.9/1', transport: 'tcp', credentials: null },
          }),
        )
        const report = { id: harness.base.ids.next(), version: 1, hash: '0'.repeat(64), ok: true, error: null }
        await waitUntil(`agent ${number} to be served`, patienceMs, async () => {
          // As an agent's outbox: again until it is acknowledged.
          await client.say(configApplied, { ...report, cameras: [] })
          const acknowledged = client.heardOf(outboxAck).some(ack => ack.ids.includes(report.id))
          return acknowledged && client.heardOf(command).some(({ id: heard }) => heard === id)
        })
      }),
    )
  }

  before(async () => {
    postgres = await startPostgres()
    const log = createLog({ level: 'silent', role: 'test' })
    const database = openPostgres({ url: postgres.url, clock: systemClock, log })
    await migrate(database.db, Date.now())
    const fleet = {
      mqttUrl: '/mqtt',
      brokerAccounts: true,
      relays: ['/publish'],
      liveAddresses: ['/live'],
      relayInternalUrls: [],
    }
    const free = { consume: async () => undefined, giveBack: async () => undefined }
    harness = await openHarness({
      database,
      fleet,
      parts: () => ({ limits: { login: free, account: free, address: free, oneTimeCode: free, enrolment: free } }),
    })
    place = await mosquittoPlace()
    Object.assign(fleet, place.fleet)
    own = await mintOrganisation(harness.base)
  })
  after(async () => {
    for (const { client } of agents) client.client.end(true)
    await Promise.all(processes.map(one => one.end()))
    await harness?.close()
    await place?.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('the first serves all; a second takes its half, and every agent is heard and told', async () => {
    await startLink()
    for (let made = 0; made < agentCount; made++) {
      const enrolled = await enrolAnAgent(harness, own)
      const client = await waitForClient(enrolled, place.url())
      await client.heartbeat()
      agents.push({ enrolled, client })
    }
    await shared(agentCount)
    await everyAgentIsServed()
    await startLink()
    await shared(agentCount / 2, agentCount / 2)
    await everyAgentIsServed()
  })

  test('when one is killed the other serves all, and does the jobs', async () => {
    await processes[0]!.kill9()
    const killedAt = Date.now()
    await shared(agentCount)
    await everyAgentIsServed()
    await waitUntil('a job of the survivor', patienceMs, async () => {
      const [row] = await harness.base.db.select().from(jobs).where(eq(jobs.name, 'mark-silent-agents'))
      return (row?.endedAtMs ?? 0) > killedAt
    })
  })

  test('a new one is given its half again, and one that ends in good order leaves it at once', async () => {
    const third = await startLink()
    await shared(agentCount / 2, agentCount / 2)
    await everyAgentIsServed()
    const startedAt = Date.now()
    await third.end()
    await shared(agentCount)
    assert.ok(Date.now() - startedAt < 15_000, 'no lease had to run out')
    await everyAgentIsServed()
  })

  test('one that is killed again and again serves at once each time, whatever leases it left behind', async () => {
    await Promise.all(processes.map(one => one.end()))
    const dataFolder = join(folder, 'same')
    for (let life = 0; life < 3; life++) {
      const started = await startLink(dataFolder)
      await Promise.all(agents.map(({ client }) => untilAcknowledged(client)))
      await started.kill9()
      // Nobody could wait for these to run out.
      const held = gte(leases.untilMs, Date.now())
      await harness.base.db
        .update(leases)
        .set({ untilMs: Date.now() + 3_600_000 })
        .where(held)
    }
  })

  async function untilAcknowledged(client: AgentClient): Promise<void> {
    const report = { id: harness.base.ids.next(), version: 1, hash: '0'.repeat(64), ok: true, error: null, cameras: [] }
    await waitUntil('an acknowledgement', patienceMs, async () => {
      await client.say(configApplied, report)
      return client.heardOf(outboxAck).some(ack => ack.ids.includes(report.id))
    })
  }
})

/** The account at the broker may take a moment; an agent tries again as well. */
async function waitForClient(agent: EnrolledAgent, url: string): Promise<AgentClient> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connectAgent(agent, url)
    } catch (error) {
      if (attempt >= 20) throw error
      await new Promise(resolve => setTimeout(resolve, 500))
    }
  }
}
