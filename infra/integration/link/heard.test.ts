import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FleetSettings } from '@nightjar/control-plane/context/fleet-settings.ts'
import type { Role } from '@nightjar/control-plane/context/role.ts'
import { startLinkRole } from '@nightjar/control-plane/link/role.ts'
import { type EnrolledAgent, enrolAnAgent } from '@nightjar/control-plane/testing/enrolled-agent.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { skipWithout } from '../../services/binaries.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { type AgentClient, connectAgent } from './agent-client.ts'
import { type BrokerPlace, embeddedPlace, mosquittoPlace } from './broker-place.ts'

const patienceMs = 60_000
const brokers = [
  ['the embedded broker', embeddedPlace, false],
  ['Mosquitto', mosquittoPlace, skipWithout(['mosquitto', 'mosquitto_ctrl'])],
] as const

for (const [name, openPlace, skip] of brokers)
  describe(`an agent that is at ${name} before the link`, { skip, timeout: 200_000 }, () => {
    let harness: Harness
    let place: BrokerPlace
    let agent: EnrolledAgent
    let link: Role | null = null
    let client: AgentClient | null = null

    const startLink = async () => {
      const { base, database } = harness
      link = await startLinkRole({ config: place.config, base, database, earlier: place.earlier })
    }
    before(async () => {
      // Filled in when the broker is there.
      const fleet = {}
      harness = await openHarness({ fleet: fleet as FleetSettings })
      place = await openPlace(harness)
      Object.assign(fleet, place.fleet)
      agent = await enrolAnAgent(harness, await mintOrganisation(harness.base))
      // The link makes the agent's account at the broker; until then the agent tries again as well.
      await startLink()
      await waitUntil('the broker to let the agent in', patienceMs, async () => {
        client = await connectAgent(agent, place.url()).catch(() => null)
        return client !== null
      })
      await link!.stop()
    })
    after(async () => {
      client?.client.end(true)
      await link?.stop()
      await place?.stop()
      await harness?.close()
    })

    test('is told when it is heard, and what nobody heard is taken then', async () => {
      const { say, heardOf } = client!
      const id = harness.base.ids.next()
      const report = { id, version: 1, hash: '0'.repeat(64), ok: true, error: null, cameras: [] }
      await say(configApplied, report)
      const heard = heardOf(outboxAck).length
      await startLink()
      const news = () => heardOf(outboxAck).slice(heard)
      await waitUntil('the word that it is heard', patienceMs, () => news().some(ack => ack.ids.length === 0))
      assert.ok(!news().some(ack => ack.ids.includes(id)), 'nobody had heard it')
      await say(configApplied, report)
      await waitUntil('the acknowledgement', patienceMs, () => news().some(ack => ack.ids.includes(id)))
    })
  })
