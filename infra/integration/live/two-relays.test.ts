import assert from 'node:assert/strict'
import { after, before, suite, test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { LiveTicket } from '@nightjar/shared/api/live.ts'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { closeCodes } from '@nightjar/shared/live/close-codes.ts'
import { type LiveViewer, watchLive } from '../../rig/live-viewer.ts'
import { accountOf, segmentsOf, storedCounters } from '../../rig/recording.ts'
import { skipWithout } from '../../services/binaries.ts'
import type { ServerProcess } from '../../services/server-process.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera, type VirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { patienceMs, type RelayPlace, startTwoRelaysRig, type TwoRelaysRig } from './two-relays-rig.ts'

const main = { width: 320, height: 180, framesPerSecond: 5, bitsPerSecond: 100_000 }
const recording = { mode: 'continuous', segmentSeconds: 5, retentionDays: 1 }
const leastCameras = 3
/** A relay's id is random, and with it which cameras it gets: with so many all at one relay is one case in 30 000. */
const names = Array.from({ length: 16 }, (_, number) => `camera-${number}`)

suite('two relays: a control plane, an agent and both relays as processes', {
  skip: skipWithout(['ffmpeg']),
  timeout: 1_800_000,
}, () => {
  let virtual: VirtualCamera
  let rig: TwoRelaysRig
  const relays = new Map<RelayPlace, ServerProcess>()
  const cameras: Camera[] = []
  /** Two for each camera, side by side. */
  const viewers: { readonly camera: Camera; readonly viewer: LiveViewer }[] = []
  let beganAt: Date

  const relayOf = async ({ id }: Camera): Promise<string> => {
    const { url } = await rig.api.post<LiveTicket>('/api/v1/live/tickets', { cameraId: id })
    return url.replace(/\/live$/, '')
  }
  const latest = (viewer: LiveViewer) => viewer.connections.at(-1)
  const sees = (viewer: LiveViewer, place: RelayPlace) => {
    const connection = latest(viewer)
    return connection?.relay === place.origin && connection.closed === null && connection.pictures > 0
  }
  const at = (place: RelayPlace) => viewers.filter(({ viewer }) => latest(viewer)?.relay === place.origin)
  const whole = (camera: Camera, since: Date): Promise<Segment[]> =>
    segmentsOf(rig.api, camera.id, since, new Date()).then(found =>
      found.filter(({ manifest }) => manifest.wallStartMs >= since.getTime()),
    )
  const recordedSince = (camera: Camera, since: Date) =>
    waitUntil(`a segment of ${camera.name}`, patienceMs, async () => (await whole(camera, since)).length > 0)

  before(async () => {
    virtual = await startVirtualCamera({ cameras: names, main, sub: main })
    rig = await startTwoRelaysRig()
    for (const place of rig.places) relays.set(place, await rig.startRelay(place))
    beganAt = new Date()
  })
  after(async () => {
    for (const { viewer } of viewers) viewer.stop()
    await rig?.stop()
    await virtual?.close()
  })

  /** On a failure says what the processes said. */
  const step = (name: string, act: () => Promise<void>, timeout = 180_000) =>
    test(name, { timeout }, async t => {
      await act().catch(error => {
        t.diagnostic(rig.output())
        t.diagnostic(JSON.stringify(viewers.map(({ camera, viewer }) => [camera.name, viewer.connections])))
        throw error
      })
    })

  step('cameras spread over both, the viewers of one meet, and its agent sends it once', async () => {
    const used = new Set<string>()
    // Tickets name both as soon as both have said that they are there.
    await waitUntil('both relays', patienceMs, async () => {
      for (const { url } of virtual.cameras.slice(cameras.length).map(each => ({ url: each.main }))) {
        if (cameras.length >= leastCameras && used.size === rig.places.length) return true
        const name = names[cameras.length] ?? ''
        cameras.push(await rig.api.post<Camera>('/api/v1/cameras', { name, url, agentId: rig.agentId, recording }))
        used.add(await relayOf(cameras.at(-1)!))
      }
      return used.size === rig.places.length
    })
    for (const camera of cameras)
      for (let seat = 0; seat < 2; seat++) viewers.push({ camera, viewer: watchLive(rig.api, camera.id) })
    await waitUntil('pictures for all', patienceMs, () => viewers.every(({ viewer }) => viewer.pictures > 0))
    for (const camera of cameras) {
      const seats = viewers.filter(each => each.camera === camera).map(({ viewer }) => latest(viewer)?.relay)
      assert.deepEqual(new Set(seats).size, 1, camera.name)
    }
    const healths = await Promise.all(rig.places.map(rig.health))
    for (const { streams, viewers: seats } of healths) {
      assert.ok(streams > 0)
      assert.equal(seats, streams * 2)
    }
    assert.equal(
      healths.reduce((sum, { streams }) => sum + streams, 0),
      cameras.length,
      'each stream is at one relay',
    )
  })

  step('one is killed: its viewers see again at the other, whose own notice nothing', async () => {
    for (const camera of cameras) await recordedSince(camera, beganAt)
    const [dead, alive] = rig.places as [RelayPlace, RelayPlace]
    const [bereft, untouched] = [at(dead), at(alive)]
    const before = new Map(untouched.map(({ viewer }) => [viewer, viewer.connections.length]))
    await relays.get(dead)!.kill9()
    const [orphan] = bereft
    const [segment] = await whole(orphan!.camera, beganAt)
    const bytes = await rig.api.bytes(`${segment!.mediaUrl}?source=site`)
    assert.equal(bytes.byteLength, segment!.manifest.byteLength, 'what is only at the site plays by the other')
    await waitUntil('pictures from the other', patienceMs, () => bereft.every(({ viewer }) => sees(viewer, alive)))
    for (const { viewer } of bereft) {
      const named = viewer.connections.map(({ relay }) => relay)
      const moved = named.indexOf(alive.origin)
      assert.ok(
        named.slice(moved).every(relay => relay === alive.origin),
        'nobody is sent back to a dead relay',
      )
      assert.equal(viewer.connections[moved]?.closed, null, 'the first ticket for the other was good')
    }
    for (const { viewer } of untouched) {
      assert.equal(viewer.connections.length, before.get(viewer), 'the same socket all the time')
      assert.equal(latest(viewer)?.closed, null)
    }
    assert.equal((await rig.health(alive)).streams, cameras.length, 'still sent once')
    relays.set(dead, await rig.startRelay(dead))
  })

  step('one is frozen: playing what is only at the site tries the other', async () => {
    // Whoever announces has a new id, so which relay is a camera's first is looked at now.
    const [place] = rig.places as [RelayPlace]
    await waitUntil('cameras at the one that is back', patienceMs, async () => {
      for (const camera of cameras) if ((await relayOf(camera)) === place.origin) return true
      // None fell to its new id: another start, another id.
      await relays.get(place)!.end()
      relays.set(place, await rig.startRelay(place))
      return false
    })
    const placed = await Promise.all(cameras.map(async camera => ({ camera, origin: await relayOf(camera) })))
    const { camera } = placed.find(({ origin }) => origin === place.origin)!
    const [segment] = await whole(camera, beganAt)
    relays.get(place)!.signal('SIGSTOP')
    try {
      const bytes = await rig.api.bytes(`${segment!.mediaUrl}?source=site`)
      assert.equal(bytes.byteLength, segment!.manifest.byteLength)
    } finally {
      relays.get(place)!.signal('SIGCONT')
    }
  })

  step('one is asked to end: its viewers are sent away with 4503, and every new ticket names the other', async () => {
    const [stays, leaves] = rig.places as [RelayPlace, RelayPlace]
    await waitUntil('the one that was frozen to be known again', patienceMs, async () =>
      (await Promise.all(cameras.map(relayOf))).includes(stays.origin),
    )
    const sent = at(leaves)
    assert.ok(sent.length > 0)
    const counts = new Map(sent.map(({ viewer }) => [viewer, viewer.connections.length]))
    await relays.get(leaves)!.end('SIGTERM')
    assert.equal(relays.get(leaves)!.exitCode, 0)
    for (const camera of cameras) assert.equal(await relayOf(camera), stays.origin)
    await waitUntil('pictures from the other', patienceMs, () => sent.every(({ viewer }) => sees(viewer, stays)))
    for (const { viewer } of sent) {
      const count = counts.get(viewer)!
      assert.equal(viewer.connections[count - 1]?.closed, closeCodes.goAway)
      assert.equal(viewer.connections.length, count + 1, 'one new ticket, and it named the other')
    }
  })

  step('one whose addresses the settings do not name is never chosen, and both sides say so', async () => {
    const stranger = await rig.startRelay(rig.stranger)
    await waitUntil('the refusal', patienceMs, () => stranger.output().includes('NIGHTJAR_RELAY_ADDRESS'))
    assert.match(rig.output(), new RegExp(`relay [0-9a-f-]{36} at ${rig.stranger.origin}/publish`))
    for (const camera of cameras) assert.notEqual(await relayOf(camera), rig.stranger.origin)
    const warnings = stranger.output().match(/the api does not take this relay/g)
    assert.equal(warnings?.length, 1, 'not one every few seconds')
  })

  const readEverything = async () => {
    for (const camera of cameras) {
      await recordedSince(camera, new Date())
      const found = await whole(camera, beganAt)
      // The camera counts on while nobody is connected, so a connection that was opened again would be a loss too.
      const { lost, doubled, unreadable } = accountOf(await storedCounters(rig.api, found))
      assert.deepEqual({ lost, doubled, unreadable }, { lost: 0, doubled: 0, unreadable: 0 }, camera.name)
    }
  }
  // A decoder for each segment, and the longer the machine took for all this, the more there are.
  step('nothing of any recording was lost by all this', readEverything, 900_000)
})
