import assert from 'node:assert/strict'
import { globSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, suite, test } from 'node:test'
import type { FleetSettings } from '@nightjar/control-plane/context/fleet-settings.ts'
import type { Role } from '@nightjar/control-plane/context/role.ts'
import { ledgerEntries } from '@nightjar/control-plane/db/schema/ledger-entries.ts'
import { segments } from '@nightjar/control-plane/db/schema/segments.ts'
import { startLinkRole } from '@nightjar/control-plane/link/role.ts'
import { listAgents } from '@nightjar/control-plane/services/agent/list.ts'
import { createCamera } from '@nightjar/control-plane/services/camera/create.ts'
import { createEnrolment } from '@nightjar/control-plane/services/enrolment/create.ts'
import { type MediaRig, openMediaRig } from '@nightjar/control-plane/testing/media-rig.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { skipWithout } from '../../services/binaries.ts'
import { type ServerProcess, startProcess } from '../../services/server-process.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { type BrokerPlace, embeddedPlace } from './broker-place.ts'

const main = join(import.meta.dirname, '..', '..', '..', 'edge-agent', 'src', 'main.ts')
const patienceMs = 60_000
const lives = 6
/** A life that records takes longer. */
const recordedLives = 4

suite('an agent that is killed again and again', { timeout: 400_000 }, () => {
  let rig: MediaRig
  let place: BrokerPlace
  let link: Role
  let own: MintedOrganisation
  let agent: ServerProcess | null = null
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-crash-loop-'))

  const admin = () => rig.harness.as(own.administrator.actor)
  const startAgent = async (code: string): Promise<ServerProcess> => {
    const started = startProcess(process.execPath, [main], {
      env: {
        PATH: process.env.PATH,
        NIGHTJAR_CONTROL_PLANE: rig.url,
        NIGHTJAR_DATA_DIR: folder,
        NIGHTJAR_ENROLMENT_CODE: code,
        NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1',
      },
    })
    agent = started
    await waitUntil('the agent’s link', patienceMs, () => {
      if (!started.running) throw new Error(`it ended: ${started.output()}`)
      return started.output().includes('link is up')
    })
    return started
  }
  /** Every file that a recorder has begun, with its bytes. */
  const files = () => new Map(globSync(join(folder, '**', '*.mp4')).map(path => [path, statSync(path).size]))
  const recovered = async () =>
    (await rig.harness.base.db.select().from(segments)).filter(row => row.manifest.source === 'recovered').length
  const arrived = async () => (await rig.harness.base.db.select().from(ledgerEntries)).length

  before(async () => {
    // The rest is known when the broker is there.
    const fleet = { relays: ['/publish'], liveAddresses: ['/live'], relayInternalUrls: [] }
    rig = await openMediaRig({ fleet: fleet as unknown as FleetSettings })
    place = await embeddedPlace(rig.harness)
    Object.assign(fleet, place.fleet, { mqttUrl: place.url() })
    own = await mintOrganisation(rig.harness.base)
    const { base, database } = rig.harness
    link = await startLinkRole({ config: place.config, base, database, earlier: place.earlier })
  })
  after(async () => {
    await agent?.kill9()
    await link?.stop()
    await place?.stop()
    await rig?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('tells all the same: what each life left behind arrives in the next', async () => {
    const { code } = await createEnrolment(admin(), own.siteId, rig.url)
    const first = await startAgent(code)
    await waitUntil('the agent online', patienceMs, async () => (await listAgents(admin()))[0]?.state === 'online')
    await createCamera(admin(), { name: 'Gate', url: 'rtsp://10.0.0.9/1', agentId: (await listAgents(admin()))[0]!.id })
    await waitUntil('the first entry of its camera', patienceMs, async () => (await arrived()) > 0)
    await first.kill9()
    for (let life = 0; life < lives; life++) {
      const before = await arrived()
      const next = await startAgent(code)
      // Every life begins with an entry for the time in which there was none.
      await waitUntil(`what life ${life} had to tell`, patienceMs, async () => (await arrived()) > before)
      await next.kill9()
    }
    assert.ok((await arrived()) > lives)
  })

  test('what each life had recorded is listed in the next, without a wait after the link is up', {
    skip: skipWithout(['ffmpeg']),
  }, async t => {
    const small = { width: 320, height: 180, framesPerSecond: 10, bitsPerSecond: 300_000 }
    const virtual = await startVirtualCamera({ cameras: ['yard'], main: small, sub: small })
    t.after(() => virtual.close())
    const { code } = await createEnrolment(admin(), own.siteId, rig.url)
    const agentId = (await listAgents(admin()))[0]!.id
    let alive = await startAgent(code)
    await createCamera(admin(), { name: 'Yard', url: virtual.cameras[0]!.main, agentId })
    const tookMs: number[] = []
    for (let life = 0; life < recordedLives; life++) {
      const before = await recovered()
      const old = files()
      await waitUntil(`seconds of recording in life ${life}`, patienceMs, () =>
        [...files()].some(([path, bytes]) => !old.has(path) && bytes > 100_000),
      )
      await alive.kill9()
      alive = await startAgent(code)
      const upAtMs = performance.now()
      await waitUntil(`what life ${life} had recorded`, patienceMs, async () => (await recovered()) > before)
      tookMs.push(Math.round(performance.now() - upAtMs))
    }
    await alive.kill9()
    t.diagnostic(`listed after the link was up, ms: ${tookMs.join(', ')}`)
    assert.equal(tookMs.length, recordedLives)
  })
})
