import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { FleetSettings } from '@nightjar/control-plane/context/fleet-settings.ts'
import type { Role } from '@nightjar/control-plane/context/role.ts'
import { transaction } from '@nightjar/control-plane/db/transaction.ts'
import { startLinkRole } from '@nightjar/control-plane/link/role.ts'
import { getAgent } from '@nightjar/control-plane/services/agent/get.ts'
import { issueCommand } from '@nightjar/control-plane/services/command/issue.ts'
import { loadOpenCommands } from '@nightjar/control-plane/services/command/open-commands.ts'
import { createEnrolment } from '@nightjar/control-plane/services/enrolment/create.ts'
import { enrolAnAgent } from '@nightjar/control-plane/testing/enrolled-agent.ts'
import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import { type MediaRig, openMediaRig } from '@nightjar/control-plane/testing/media-rig.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { reportStatus } from '@nightjar/control-plane/testing/mint-camera.ts'
import { ScriptedCamera } from '@nightjar/edge-agent/capture/testing/scripted-camera.ts'
import { makeKeyPairs, signBytes } from '@nightjar/edge-agent/config/identity.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import { streamOpen } from '@nightjar/shared/protocol/commands/stream-open.ts'
import { type Command, signedCommandBytes } from '@nightjar/shared/protocol/messages/command.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { type BrokerHolder, holdBroker } from './broker-holder.ts'
import type { BrokerPlace } from './broker-place.ts'
import { type RunningAgent, startAgent } from './running-agent.ts'

const patienceMs = 30_000
/** Long enough for the whole test: nothing here is to be refused for being late. */
const lifetimeMs = 600_000

/** A relay of the configuration, so that only the signature keeps an altered command from it. Nobody is there. */
const elsewhere = 'ws://127.0.0.1:9/publish'

const refusal = 'command is not signed for this agent; refused'
const repetition = 'command was already carried out'

/** What holds over any broker, for a whole agent, when somebody has every right at that broker. */
export function forgedCommands(
  name: string,
  openPlace: (harness: Harness) => Promise<BrokerPlace>,
  skip: string | false,
): void {
  describe(`who holds ${name} can command nothing`, { skip, timeout: 240_000 }, () => {
    let rig: MediaRig
    let place: BrokerPlace
    let own: MintedOrganisation
    let agent: RunningAgent
    let link: Role
    let camera: ScriptedCamera
    /** Paths that anything asked the camera for. */
    const visits: string[] = []

    before(async () => {
      // The rest is known when the broker is there.
      const fleet = { relays: ['/publish'], liveAddresses: ['/live'], relayInternalUrls: [] }
      rig = await openMediaRig({ fleet: fleet as unknown as FleetSettings })
      place = await openPlace(rig.harness)
      Object.assign(fleet, place.fleet, { mqttUrl: place.url(), relays: ['/publish', elsewhere] })
      own = await mintOrganisation(rig.harness.base)
      camera = await new ScriptedCamera(({ method, uri }) => {
        if (method === 'DESCRIBE') visits.push(new URL(uri).pathname)
        return false
      }).start()
      link = await startLink()
      const { code } = await createEnrolment(admin(), own.siteId, rig.url)
      agent = await startAgent(rig.url, code)
      await online()
    })
    after(async () => {
      await agent?.stop()
      await link?.stop()
      await place?.stop()
      await camera?.stop()
      await rig?.close()
    })

    const until = (what: string, condition: () => boolean | Promise<boolean>) => waitUntil(what, patienceMs, condition)
    const admin = () => rig.harness.as(own.administrator.actor)
    const online = () =>
      until('the agent online', async () => (await getAgent(admin(), agent.address.agentId)).state === 'online')
    const startLink = () => {
      const { base, database } = rig.harness
      return startLinkRole({ config: place.config, base, database, earlier: place.earlier })
    }
    const issueProbe = (agentId: string, path: string) =>
      transaction(rig.harness.base, tx =>
        issueCommand(tx, admin(), {
          agentId,
          definition: { ...cameraProbe, lifetimeMs },
          body: { url: camera.url(path), transport: 'tcp', credentials: null },
        }),
      )
    const issueOpen = (agentId: string) =>
      transaction(rig.harness.base, tx => {
        const [cameraId, streamId] = [rig.harness.base.ids.next(), rig.harness.base.ids.next()]
        const body = { cameraId, streamId, relay: '/publish', publishTicket: 'B'.repeat(43) }
        return issueCommand(tx, admin(), { agentId, definition: { ...streamOpen, lifetimeMs }, body })
      })
    /** As the link would deliver it. */
    async function message(agentId: string, id: string): Promise<Command> {
      const found = (await loadOpenCommands(rig.harness.base, agentId, true)).find(open => open.id === id)
      assert.ok(found)
      return found
    }
    /** While somebody else is in the link's place, which nothing else of the control plane reaches. */
    async function holding<Result>(act: (holder: BrokerHolder) => Promise<Result>): Promise<Result> {
      await link.stop()
      const holder = await holdBroker(place, rig.harness, agent.address)
      try {
        return await act(holder)
      } finally {
        await holder.leave()
        link = await startLink()
      }
    }
    const said = (msg: string, id: string) => agent.log.filter(line => line.msg === msg && line.id === id).length

    test('forged, borrowed and altered commands are not carried out and not answered; the true one then is', async () => {
      const { agentId } = agent.address
      const { base } = rig.harness
      const other = await enrolAnAgent(rig.harness, own)
      const cameraId = base.ids.next()
      await reportStatus(base, { actor: other.actor, cameraId }, { online: true, openSegmentStartMs: null })
      const issued = await holding(async holder => {
        const probe = await issueProbe(agentId, '/true')
        const trueProbe = await message(agentId, probe.id)
        const trueOpen = await message(agentId, (await issueOpen(agentId)).id)
        const foreign = await message(other.actor.id, (await issueProbe(other.actor.id, '/foreign')).id)
        const { keyId: _, signature: __, ...unsigned } = trueProbe
        const at = (path: string) => ({ ...trueProbe.body, url: camera.url(path) })
        const ownWork = { ...trueProbe, id: base.ids.next(), body: at('/signed-by-me') }
        const forged: Command[] = [
          { ...unsigned, id: base.ids.next(), body: at('/unsigned') },
          foreign,
          { ...trueProbe, body: at('/altered') },
          { ...trueProbe, id: base.ids.next() },
          { ...trueOpen, body: { ...trueOpen.body, relay: elsewhere } },
          { ...ownWork, signature: signBytes(makeKeyPairs().signing, signedCommandBytes(agent.address, ownWork)) },
        ]
        for (const command of forged) await holder.send(agent.address, command)
        for (const { id } of forged) await until(`the refusal of ${id}`, () => said(refusal, id) > 0)
        assert.deepEqual([visits, holder.results], [[], []])
        return probe
      })
      const answer = await rig.harness.parts.commandResults.awaitResult(admin(), issued)
      assert.deepEqual([answer.commandId, answer.result.facts.codec], [issued.id, 'h264'])
      assert.deepEqual(visits, ['/true'])
    })

    test('a true command that is said again is carried out once, also by an agent that was started anew', async () => {
      const { agentId } = agent.address
      visits.length = 0
      const issued = await issueProbe(agentId, '/once')
      const trueProbe = await message(agentId, issued.id)
      await rig.harness.parts.commandResults.awaitResult(admin(), issued)
      const again = () =>
        holding(async holder => {
          const before = said(repetition, issued.id)
          await holder.send(agent.address, trueProbe)
          await until('the repetition', () => said(repetition, issued.id) > before)
          assert.deepEqual([visits, holder.results], [['/once'], []])
        })
      await again()
      const connections = () => agent.log.filter(line => line.msg === 'link is up').length
      const before = connections()
      await agent.restart()
      await until('the agent back', () => connections() > before)
      await again()
    })
  })
}
