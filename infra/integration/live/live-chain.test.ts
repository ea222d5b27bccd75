import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { newGrant, until, watch } from '@nightjar/control-plane/relay/testing/bench.ts'
import { segmentPath } from '@nightjar/edge-agent/media/segment-path.ts'
import { streamHeadSchema } from '@nightjar/shared/live/stream-head.ts'
import { readWireHeader, wireHeaderLength, wireType } from '@nightjar/shared/live/wire.ts'
import { readCounters } from '../../frame-counter/read-file.ts'
import { accountOf } from '../../rig/recording.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { startMarkerProxy, tailOf } from './marker-proxy.ts'
import { cameraAt, startLiveRig } from './rig.ts'

type Viewer = ReturnType<typeof watch>

const ofType = (viewer: Viewer, type: number) => viewer.messages.filter(message => message[0] === type)
const pictures = (viewer: Viewer) =>
  ofType(viewer, wireType.video).map(message => ({ message, header: readWireHeader(message) }))

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

for (const codec of ['h264', 'h265'] as const) {
  test(`${codec}: camera, recorder process, relay, viewer: description, keyframe, then pictures in order`, {
    timeout: 120_000,
  }, async t => {
    const camera = await startVirtualCamera({ cameras: ['yard'], codec })
    t.after(() => camera.close())
    const proxy = await startMarkerProxy(camera.port)
    t.after(proxy.stop)
    const rig = await startLiveRig()
    t.after(rig.stop)
    const configured = cameraAt({ main: `rtsp://127.0.0.1:${proxy.port}/yard/main` })
    rig.host.setCameras([configured])
    const streamId = configured.streams[0]?.streamId ?? ''
    await until('streaming', () => rig.statusOf(streamId)?.state === 'streaming', 60_000)

    const viewer = watch(rig.bench, newGrant(streamId))
    const latencies: number[] = []
    viewer.ws.on('message', data => {
      const seenMs = proxy.seenMs.get(tailOf(data as Buffer))
      if (seenMs !== undefined) latencies.push(performance.now() - seenMs)
    })
    await until('pictures', () => pictures(viewer).length >= 60, 60_000)

    const kinds = viewer.messages.map(message => message[0])
    assert.ok(kinds.indexOf(wireType.description) < kinds.indexOf(wireType.video))
    const description = ofType(viewer, wireType.description)[0]?.subarray(wireHeaderLength)
    const head = streamHeadSchema.parse(JSON.parse(Buffer.from(description ?? []).toString('utf8')))
    assert.deepEqual([head.video.codec, head.video.width, head.video.height], [codec, 1280, 720])
    const got = pictures(viewer)
    assert.equal(got[0]?.header?.keyframe, true)
    const times = got.map(picture => picture.header?.timestamp ?? 0)
    // A camera that starves on a busy machine begins a new run, with a description and a clock of its own.
    const runs = viewer.messages.map(message => message[0]).filter(type => type === wireType.description).length
    const back = times.flatMap((time, i) => (i > 0 && time <= (times[i - 1] ?? 0) ? [i] : []))
    assert.ok(back.length < runs, `timestamps grow: back at ${back} of ${times}`)
    assert.ok(Math.abs((times.at(-1) ?? 0) * 1000 - Date.now()) < 60_000, 'timestamps are wall time')
    for (const { message } of got) {
      const first = message.readUInt32BE(wireHeaderLength)
      assert.ok(first > 0 && first <= message.length - wireHeaderLength - 4, 'NAL units behind their lengths')
    }
    // The group that was kept for the newcomer is old by nature; what came after it was passed on live.
    const live = latencies.slice(-40)
    t.diagnostic(
      `added latency, ${live.length} pictures: p50 ${percentile(live, 0.5).toFixed(1)} ms, p95 ${percentile(live, 0.95).toFixed(1)} ms`,
    )
    assert.ok(live.length >= 20, 'pictures were recognised on both sides')
  })
}

test('a live-only stream is fetched from the camera while somebody watches, once for all, and recording never notices', {
  timeout: 180_000,
}, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const rig = await startLiveRig()
  t.after(rig.stop)
  const configured = cameraAt(camera.cameras[0] ?? { main: '' })
  rig.host.setCameras([configured])
  const [main, sub] = configured.streams.map(stream => stream.streamId) as [string, string]
  await until('recording', () => rig.statusOf(main)?.state === 'streaming', 60_000)
  assert.equal(camera.connections, 1, 'nobody watches, so the sub stream is not asked for')

  const first = watch(rig.bench, newGrant(sub))
  const second = watch(rig.bench, newGrant(sub))
  await until('both watch', () => pictures(first).length > 5 && pictures(second).length > 5, 60_000)
  assert.equal(camera.connections, 2, 'one connection for both viewers')
  assert.equal(rig.bench.api.opens.length, 1, 'one upstream for both viewers')

  // One viewer stops reading altogether; the other must not notice.
  second.ws.pause()
  const before = pictures(first).length
  await until('the other goes on', () => pictures(first).length > before + 50, 60_000)
  assert.ok(!first.controls().some(control => control.kind === 'skipped'), 'nothing was left out for the one who reads')

  first.ws.close()
  second.ws.terminate()
  await until('the camera is left alone', () => camera.connections === 1, 90_000)
  await until('the state says so', () => rig.statusOf(sub)?.state === 'stopped')
  assert.ok(rig.segments.length > 0, 'segments were closed meanwhile')
  const counters: (number | null)[] = []
  for (const { segmentId } of rig.segments.toSorted((a, b) => a.wallStartMs - b.wallStartMs))
    counters.push(
      ...(await readCounters(join(rig.segmentsDir, segmentPath(configured.cameraId, segmentId)))).map(
        picture => picture.counter,
      ),
    )
  // Not asked: one run. A camera that was kept waiting by the machine is recorded on in another, and nothing is lost.
  const { lost, doubled, reordered, unreadable } = accountOf(counters)
  assert.deepEqual({ lost, doubled, reordered, unreadable }, { lost: 0, doubled: 0, reordered: 0, unreadable: 0 })
})

test('viewers are told in words what is wrong with the camera, and see it come back', { timeout: 180_000 }, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const rig = await startLiveRig()
  t.after(rig.stop)
  const configured = cameraAt(camera.cameras[0] ?? { main: '' })
  rig.host.setCameras([configured])
  const streamId = configured.streams[0]?.streamId ?? ''
  const viewer = watch(rig.bench, newGrant(streamId))
  await until('live', () => pictures(viewer).length > 0, 60_000)
  await camera.refuseConnections(true)
  camera.dropConnections()
  const said = () =>
    viewer.controls().flatMap(control => (control.kind === 'state' ? [`${control.state} ${control.reason}`] : []))
  await until('told', () => said().includes('stalled camera.unreachable'), 60_000)
  const before = pictures(viewer).length
  await camera.refuseConnections(false)
  await until('back', () => pictures(viewer).length > before, 90_000)
  assert.equal(said().at(-1), 'live null')
  assert.equal(ofType(viewer, wireType.description).length, 2, 'a new run has its description')
})

test('viewers are told that a camera whose connection was changed is being reconnected', {
  timeout: 180_000,
}, async t => {
  const camera = await startVirtualCamera({ cameras: ['yard'] })
  t.after(() => camera.close())
  const rig = await startLiveRig()
  t.after(rig.stop)
  const configured = cameraAt(camera.cameras[0] ?? { main: '' })
  rig.host.setCameras([configured])
  const viewer = watch(rig.bench, newGrant(configured.streams[0]?.streamId ?? ''))
  await until('live', () => pictures(viewer).length > 0, 60_000)
  const streams = configured.streams.map(stream => ({ ...stream, transport: 'udp' as const }))
  rig.host.setCameras([{ ...configured, streams }])
  const before = pictures(viewer).length
  await until('back', () => ofType(viewer, wireType.description).length === 2, 90_000)
  await until('live again', () => pictures(viewer).length > before, 60_000)
  const said = viewer
    .controls()
    .flatMap(control => (control.kind === 'state' ? [`${control.state} ${control.reason}`] : []))
  const after = said.slice(said.indexOf('live null') + 1)
  assert.deepEqual([...new Set(after)], ['opening reconnecting', 'live null'])
})
