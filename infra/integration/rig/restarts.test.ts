import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Segment, Timeline } from '@nightjar/shared/api/recording.ts'
import { auditCamera } from '../../rig/agent-index.ts'
import { type RigProcess, startAllInOne } from '../../rig/all-in-one.ts'
import { startLinkProxy } from '../../rig/link-proxy.ts'
import { watchLive } from '../../rig/live-viewer.ts'
import { accountOf, segmentsOf, storedCounters, timelineFaults, timelineOf } from '../../rig/recording.ts'
import { startRemoteAgent } from '../../rig/remote-agent.ts'
import { skipWithout } from '../../services/binaries.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { assertCost, perSecond, type Stretch } from './stretch.ts'

/** How long anything may take to come back: the machine may be slow, a person who waits is not asked. */
const patienceMs = 120_000
const main = { width: 320, height: 180, framesPerSecond: perSecond, bitsPerSecond: 200_000 }
const sub = { ...main, framesPerSecond: 5, bitsPerSecond: 100_000 }
const recording = { mode: 'continuous', segmentSeconds: 5, retentionDays: 1 }
const password = (text: string) => ({ user: 'rig', password: text, scheme: 'digest' }) as const

test('each process is killed, frozen or cut off in turn; what it costs is counted in pictures', {
  skip: skipWithout(['ffmpeg']),
  timeout: 900_000,
}, async t => {
  const local = await startVirtualCamera({ cameras: ['yard'], main, sub, credentials: password('first') })
  t.after(() => local.close())
  const far = await startVirtualCamera({ cameras: ['gate'], main, sub })
  t.after(() => far.close())
  const nightjar = await startAllInOne()
  t.after(() => nightjar.remove())
  const api = await nightjar.signIn()
  const addedFrom = new Date()
  const yard = await api.post<Camera>('/api/v1/cameras', {
    name: 'yard',
    url: local.cameras[0]?.main,
    username: 'rig',
    password: 'first',
    recording,
  })
  const link = await startLinkProxy(Number(new URL(nightjar.origin).port))
  t.after(() => link.stop())
  const remote = await startRemoteAgent(api, `http://127.0.0.1:${link.port}`)
  t.after(() => remote.remove())
  const stretches: Stretch[] = []

  const segments = (camera: Camera, from = addedFrom): Promise<Segment[]> =>
    segmentsOf(api, camera.id, from, new Date())
  const intervals = async (camera: Camera, from: Date): Promise<Timeline['intervals']> =>
    (await timelineOf(api, camera.id, from, new Date())).intervals
  const counter = (): number => local.counter('yard', 'main')
  const agent = async (siteId: string): Promise<Agent | undefined> =>
    (await api.get<{ items: Agent[] }>('/api/v1/agents')).items.find(each => each.siteId === siteId)
  /** A segment that began after this moment is whole and known to the control plane. */
  const recordedSince = async (camera: Camera, since: Date): Promise<void> =>
    waitUntil(`a segment of ${camera.name} since ${since.toISOString()}`, patienceMs, async () =>
      (await segments(camera, since)).some(({ manifest }) => manifest.wallStartMs >= since.getTime()),
    )
  const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1000).toFixed(1)

  async function stretch(
    name: string,
    expectation: { killed?: boolean; mayMiss?: boolean },
    act: () => Promise<void>,
  ): Promise<void> {
    await t.test(name, { timeout: 300_000 }, async () => {
      const from = counter()
      try {
        await act()
      } catch (error) {
        const { agent: ofAgent, control, relay } = nightjar.logs()
        const tails = Object.entries({ ofAgent, control, relay, remote: remote.output() })
        for (const [role, log] of tails) t.diagnostic(`${name}: ${role}: ${(log ?? '').slice(-3000)}`)
        throw error
      } finally {
        const { killed = false, mayMiss = false } = expectation
        stretches.push({ name, from, until: counter(), killedAt: killed ? from : null, mayMiss })
      }
    })
  }

  /** kill -9 of one process; resolves when another has taken its place. */
  async function kill(name: RigProcess): Promise<void> {
    const pid = nightjar.find(name)
    const atMs = performance.now()
    assert.ok(nightjar.signal(name, 'SIGKILL'))
    await waitUntil(`another ${name}`, patienceMs, () => ![null, pid].includes(nightjar.find(name)))
    t.diagnostic(`${name}: another process after ${seconds(atMs)} s`)
  }
  const healthy = (): Promise<void> =>
    waitUntil('all parts', patienceMs, async () => (await fetch(`${nightjar.origin}/healthz`)).ok)

  await waitUntil('the remote agent', patienceMs, async () => (await agent(remote.siteId))?.state === 'online')
  const gate = await api.post<Camera>('/api/v1/cameras', {
    name: 'gate',
    url: far.cameras[0]?.main,
    agentId: (await agent(remote.siteId))?.id,
    recording,
  })
  for (const camera of [yard, gate]) await recordedSince(camera, addedFrom)
  const viewer = watchLive(api, yard.id)
  t.after(() => viewer.stop())
  await waitUntil('live pictures', patienceMs, () => viewer.pictures > 0)
  const liveAgain = async (): Promise<void> => {
    const atMs = performance.now()
    // The old connection may still hand over what was on its way.
    await sleep(1_000)
    const seen = viewer.pictures
    await waitUntil('live pictures again', patienceMs, () => viewer.pictures > seen + perSecond)
    t.diagnostic(`live again after ${seconds(atMs)} s`)
  }

  await stretch('the control process is killed: recording does not notice', {}, async () => {
    const at = new Date()
    const atMs = performance.now()
    await kill('control')
    await healthy()
    await recordedSince(yard, at)
    t.diagnostic(`records again after ${seconds(atMs)} s`)
    await liveAgain()
  })

  await stretch('the recorder process is killed', { killed: true }, async () => {
    const at = new Date()
    await kill('recorder')
    await recordedSince(yard, at)
    const found = await segments(yard)
    assert.ok(
      found.some(({ manifest }) => manifest.source === 'recovered' && manifest.wallEndMs > at.getTime() - 5_000),
      'what it had written is listed',
    )
    const causes = (await intervals(yard, new Date(at.getTime() - 5_000))).filter(each => each.cause !== null)
    assert.deepEqual([...new Set(causes.map(each => each.cause))], ['agent.recorder-crashed'])
    await liveAgain()
  })

  await stretch('the main process of the agent is killed', { killed: true }, async () => {
    const at = new Date()
    const recorder = nightjar.find('recorder')
    await kill('agent')
    await waitUntil('another recorder', patienceMs, () => ![null, recorder].includes(nightjar.find('recorder')))
    await recordedSince(yard, at)
    const causes = (await intervals(yard, new Date(at.getTime() - 5_000))).flatMap(each => each.cause ?? [])
    assert.equal(causes[0], 'agent.crashed')
    await liveAgain()
  })

  await stretch('the relay is killed: viewers come back, recording does not notice', {}, async () => {
    await kill('relay')
    await liveAgain()
  })

  await stretch('the control process hangs for 40 s: nothing is lost and nothing comes twice', {}, async () => {
    const at = new Date()
    nightjar.signal('control', 'SIGSTOP')
    await sleep(40_000)
    nightjar.signal('control', 'SIGCONT')
    const atMs = performance.now()
    await healthy()
    await recordedSince(yard, at)
    await waitUntil('records of now', patienceMs, async () => {
      const last = (await segments(yard, at)).at(-1)
      return last !== undefined && last.manifest.wallEndMs > Date.now() - 15_000
    })
    t.diagnostic(`caught up ${seconds(atMs)} s after it went on`)
  })

  await stretch('camera and link fail at once, each is told as what it is', { mayMiss: true }, async () => {
    const at = new Date()
    await link.set('silent')
    local.stall(true)
    local.dropConnections()
    await local.refuseConnections(true)
    await sleep(20_000)
    local.stall(false)
    await local.refuseConnections(false)
    const backAt = new Date()
    await recordedSince(yard, backAt)
    const gaps = (await intervals(yard, at)).filter(each => each.cause !== null)
    // It hung up, and a moment later nothing listened: how much of the gap has the first word depends on the moment.
    const causes = new Set(gaps.map(each => `${each.state} ${each.cause}`))
    assert.ok(causes.delete('camera-down camera.connection-refused'), `${[...causes]}`)
    causes.delete('camera-down camera.unreachable')
    assert.deepEqual([...causes], [])
    const fromMs = Date.parse(gaps[0]?.from ?? '')
    const toMs = Date.parse(gaps.at(-1)?.to ?? '')
    t.diagnostic(
      `camera down for ${(toMs - fromMs) / 1000} s, back ${(toMs - backAt.getTime()) / 1000} s after it could be`,
    )
    assert.ok(Math.abs(fromMs - at.getTime()) < 2_500, `the gap begins ${fromMs - at.getTime()} ms after the cut`)
    assert.ok(toMs >= backAt.getTime())

    await waitUntil('the remote agent to be shown offline', patienceMs, async () => {
      return (await agent(remote.siteId))?.state === 'offline'
    })
    const known = (await segments(gate)).length
    await link.set('open')
    const atMs = performance.now()
    await waitUntil('the backlog of the remote agent', patienceMs, async () => {
      const found = await segments(gate, at)
      const places = found.map(({ manifest }) => manifest.sequence)
      assert.deepEqual(
        places,
        places.toSorted((a, b) => a - b),
      )
      return found.length > known / 10 && (found.at(-1)?.manifest.wallEndMs ?? 0) > Date.now() - 15_000
    })
    t.diagnostic(`backlog drained ${seconds(atMs)} s after the link was back`)
  })

  await stretch('a camera with another password records soon after it is corrected', { mayMiss: true }, async () => {
    const at = new Date()
    local.setCredentials(password('second'))
    local.dropConnections()
    await waitUntil('the refusal', patienceMs, async () => {
      const { streams } = await api.get<Camera>(`/api/v1/cameras/${yard.id}`)
      return streams.some(stream => stream.reason === 'camera.auth-refused')
    })
    const correctedMs = performance.now()
    await api.patch(`/api/v1/cameras/${yard.id}`, { credentials: { username: 'rig', password: 'second' } })
    await waitUntil('recording', patienceMs, async () => {
      return (await api.get<Camera>(`/api/v1/cameras/${yard.id}`)).recordingNow
    })
    t.diagnostic(`recording ${seconds(correctedMs)} s after the password was corrected`)
    assert.ok(performance.now() - correctedMs < 60_000, 'long before the lockout of five minutes is over')
    await recordedSince(yard, new Date())
    const causes = (await intervals(yard, at)).flatMap(each => each.cause ?? [])
    assert.ok(causes.includes('camera.auth-refused'), `${causes}`)
  })

  await stretch('stopped and started again it goes on', { mayMiss: true }, async () => {
    const at = new Date()
    await nightjar.stop()
    const stopped = new Date()
    await nightjar.start()
    await recordedSince(yard, stopped)
    const causes = (await intervals(yard, at)).flatMap(each => each.cause ?? [])
    assert.ok(causes.includes('agent.stopped'), `${causes}`)
  })

  await t.test('every moment and every picture is accounted for', { timeout: 300_000 }, async () => {
    for (const camera of [yard, gate]) {
      const timeline = await timelineOf(api, camera.id, new Date(camera.createdAt), new Date())
      assert.deepEqual(timelineFaults(timeline), [], camera.name)
      const open = timeline.intervals.findIndex(each => each.state === 'pending')
      assert.ok(open === -1 || open >= timeline.intervals.length - 2, 'nothing is pending but the newest moments')
    }
    const found = await segments(yard)
    const counters = await storedCounters(api, found)
    const whole = accountOf(counters)
    assert.deepEqual([whole.doubled, whole.reordered, whole.unreadable], [0, 0, 0])
    for (const stretch of stretches) assertCost(stretch, whole.gaps, line => t.diagnostic(line))
    const ofGate = accountOf(await storedCounters(api, await segments(gate)))
    assert.deepEqual([ofGate.lost, ofGate.doubled, ofGate.reordered], [0, 0, 0], 'the remote camera never failed')
  })

  await t.test('the agents’ own books agree with the control plane’s', { timeout: 300_000 }, async () => {
    await remote.stop()
    const stoppedMs = Date.now()
    const listed = new Map<string, string[]>()
    // What was closed by the stop may still be in the outbox: it is compared as far as both have it.
    for (const camera of [yard, gate]) {
      listed.set(
        camera.id,
        (await segments(camera)).map(({ manifest }) => manifest.segmentId),
      )
    }
    await nightjar.stop()
    for (const [camera, folder] of [
      [yard, `${nightjar.dataDir}/agent`],
      [gate, remote.dataDir],
    ] as const) {
      const audit = auditCamera(folder, camera.id)
      assert.equal(audit.verdict.ok, true, `${camera.name}: ${JSON.stringify(audit.verdict)}`)
      assert.deepEqual(audit.segmentIds.slice(0, listed.get(camera.id)?.length), listed.get(camera.id), camera.name)
      const first = audit.ledger[0]
      assert.equal(first?.fromMs, Date.parse(camera.createdAt), camera.name)
      let at = first?.fromMs ?? 0
      for (const entry of audit.ledger) {
        assert.equal(entry.fromMs, at, `${camera.name}: neither hole nor overlap`)
        at = entry.toMs
      }
      t.diagnostic(`${camera.name}: ledger of ${((at - (first?.fromMs ?? 0)) / 1000).toFixed(1)} s`)
      assert.ok(at >= stoppedMs - 5_000, `${camera.name}: up to the stop`)
    }
  })
})
