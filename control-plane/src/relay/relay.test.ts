import assert from 'node:assert/strict'
import { test } from 'node:test'
import { wireType } from '@nightjar/shared/live/wire.ts'
import { SimulatedClock, withSockets } from '@nightjar/shared/testing/simulated-clock.ts'
import {
  type Bench,
  description,
  newGrant,
  newId,
  picture,
  publish,
  startBench,
  until,
  watch,
} from './testing/bench.ts'

/** A stream that is watched and published. */
async function liveStream(bench: Bench) {
  const streamId = newId()
  const viewer = watch(bench, newGrant(streamId))
  await until('open request', () => bench.api.opens.some(open => open.streamId === streamId))
  const open = bench.api.opens.findLast(request => request.streamId === streamId)
  assert.ok(open)
  const publisher = await publish(bench, open.publishTicket)
  publisher.ws.send(description())
  return { streamId, viewer, publisher }
}

test('viewers share one upstream; a newcomer starts with description and the current group of pictures', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { streamId, viewer, publisher } = await liveStream(bench)
  publisher.ws.send(picture(0, true))
  publisher.ws.send(picture(1, false))
  publisher.ws.send(picture(2, true))
  publisher.ws.send(picture(3, false))
  await until('four pictures', () => viewer.pictures().length === 4)
  const second = watch(bench, newGrant(streamId))
  await until('the group', () => second.pictures().length === 2)
  publisher.ws.send(picture(4, false))
  await until('the next picture', () => second.pictures().length === 3 && viewer.pictures().length === 5)

  assert.deepEqual(
    viewer.pictures().map(p => p.number),
    [0, 1, 2, 3, 4],
  )
  assert.deepEqual(second.pictures(), [
    { number: 2, keyframe: true },
    { number: 3, keyframe: false },
    { number: 4, keyframe: false },
  ])
  const kinds = second.messages.map(message => message[0])
  assert.ok(kinds.indexOf(wireType.description) < kinds.indexOf(wireType.video), 'description before the first picture')
  assert.equal(bench.api.opens.length, 1, 'one upstream for both')
  assert.equal(bench.api.opens[0]?.relay, '/publish')
  assert.deepEqual(second.controls()[0], { kind: 'state', state: 'live', reason: null })
})

test('no picture comes before its keyframe and its description after a change of run', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { viewer, publisher } = await liveStream(bench)
  publisher.ws.send(picture(0, false))
  publisher.ws.send(picture(1, true))
  publisher.ws.send(description())
  publisher.ws.send(picture(2, false))
  publisher.ws.send(picture(3, true))
  await until('pictures', () => viewer.pictures().some(p => p.number === 3))
  assert.deepEqual(
    viewer.pictures().map(p => p.number),
    [1, 3],
  )
  assert.equal(viewer.messages.filter(message => message[0] === wireType.description).length, 2)
})

test('a ticket that the api does not know is refused with 4401, as is none at all after three seconds', async t => {
  const clock = new SimulatedClock(0, withSockets)
  const bench = await startBench({ clock })
  t.after(bench.stop)
  const viewer = watch(bench, newGrant(newId()))
  const stranger = watch(bench, newGrant(newId()))
  stranger.ws.removeAllListeners('open')
  stranger.ws.on('open', () => stranger.ws.send(JSON.stringify({ ticket: 'A'.repeat(43) })))
  const silent = bench.dial('/live')
  let silentCode = 0
  silent.on('close', code => {
    silentCode = code
  })
  await until('refused', () => stranger.closed !== null)
  assert.equal(stranger.closed?.code, 4401)
  await until('admitted', () => viewer.controls().length > 0)
  await until('open', () => silent.readyState === silent.OPEN)
  await clock.advance(3_500)
  await until('silence ends', () => silentCode !== 0)
  assert.equal(silentCode, 4401)
  assert.equal(viewer.closed, null)
})

test('a stream that cannot be opened says why in words and in the close reason', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  bench.api.onOpen = () => {
    throw { status: 503, code: 'agent.offline' }
  }
  const viewer = watch(bench, newGrant(newId()))
  await until('closed', () => viewer.closed !== null)
  assert.deepEqual(viewer.closed, { code: 4404, reason: 'agent.offline' })
  assert.deepEqual(viewer.controls().at(-1), { kind: 'state', state: 'gone', reason: 'agent.offline' })
})

test('an agent that does not dial in ends the wait after fifteen seconds', async t => {
  const clock = new SimulatedClock(0, withSockets)
  const bench = await startBench({ clock })
  t.after(bench.stop)
  const viewer = watch(bench, newGrant(newId()))
  await until('open request', () => bench.api.opens.length === 1)
  await clock.advance(16_000)
  await until('closed', () => viewer.closed !== null)
  assert.deepEqual(viewer.closed, { code: 4404, reason: 'agent.timeout' })
})

test('the upstream is closed ten seconds after the last viewer left, not before', async t => {
  const clock = new SimulatedClock(0, withSockets)
  const bench = await startBench({ clock })
  t.after(bench.stop)
  const { streamId, viewer, publisher } = await liveStream(bench)
  publisher.ws.send(picture(0, true))
  await until('live', () => viewer.pictures().length === 1)
  viewer.ws.close()
  await until('left', () => viewer.closed !== null)
  await clock.advance(8_000)
  const second = watch(bench, newGrant(streamId))
  await until('second served', () => second.pictures().length === 1)
  assert.equal(publisher.closed, null, 'kept for the one who came back')
  second.ws.close()
  await until('left', () => second.closed !== null)
  await until('closed after the linger', () => {
    void clock.advance(500)
    return publisher.closed !== null
  })
  assert.equal(publisher.closed, 1000)
  assert.equal(bench.api.opens.length, 1)
})

test('a lost upstream is shown as stalled and asked for again while somebody watches', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { viewer, publisher } = await liveStream(bench)
  publisher.ws.send(picture(0, true))
  await until('live', () => viewer.pictures().length === 1)
  publisher.ws.terminate()
  await until('asked again', () => bench.api.opens.length === 2)
  assert.deepEqual(viewer.controls().at(-1), { kind: 'state', state: 'stalled', reason: 'agent.offline' })
  const again = await publish(bench, bench.api.opens[1]?.publishTicket ?? '')
  again.ws.send(description())
  again.ws.send(picture(7, true))
  await until('live again', () => viewer.pictures().at(-1)?.number === 7)
  assert.deepEqual(viewer.controls().at(-1), { kind: 'state', state: 'live', reason: null })
})

test('the agent says why there is no picture, and viewers are told', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { viewer, publisher } = await liveStream(bench)
  const { wireJson } = await import('@nightjar/shared/live/wire.ts')
  publisher.ws.send(wireJson(wireType.control, 0, { kind: 'state', state: 'stalled', reason: 'camera.unreachable' }))
  await until('told', () => viewer.controls().some(c => c.kind === 'state' && c.reason === 'camera.unreachable'))
})

test('a publish ticket works once and only where this relay minted it', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  await liveStream(bench)
  const used = bench.api.opens[0]?.publishTicket ?? ''
  const second = await publish(bench, used)
  await until('refused', () => second.closed !== null)
  assert.equal(second.closed, 4401)
})

test('a revoked viewer is closed and gets nothing more; others stay', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { streamId, viewer, publisher } = await liveStream(bench)
  const other = watch(bench, newGrant(streamId))
  publisher.ws.send(picture(0, true))
  await until('both live', () => viewer.pictures().length === 1 && other.pictures().length === 1)
  await until('feed', () => bench.api.feedCount === 1)
  bench.api.change({ kind: 'close-viewers', viewerIds: [viewer.grant.viewerId], code: 4403 })
  await until('closed', () => viewer.closed !== null)
  assert.equal(viewer.closed?.code, 4403)
  publisher.ws.send(picture(1, false))
  await until('other goes on', () => other.pictures().length === 2)
  assert.equal(other.closed, null)
})

test('a revocation that overtakes the redeem still closes the viewer', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const grant = newGrant(newId())
  await until('feed', () => bench.api.feedCount === 1)
  bench.api.change({ kind: 'close-viewers', viewerIds: [grant.viewerId], code: 4403 })
  // The feed is another connection: give the change a moment to arrive first, as it would have to.
  await new Promise(resolve => setTimeout(resolve, 200))
  const viewer = watch(bench, grant)
  await until('closed', () => viewer.closed !== null)
  assert.equal(viewer.closed?.code, 4403)
})

test('a break in the feed of rights costs no viewer his picture, and a revocation meanwhile is not missed', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { streamId, viewer, publisher } = await liveStream(bench)
  const other = watch(bench, newGrant(streamId))
  publisher.ws.send(picture(0, true))
  await until('both live', () => viewer.pictures().length === 1 && other.pictures().length === 1)
  await until('feed', () => bench.api.feedCount === 1)
  bench.api.breakFeeds()
  await until('feed is down', () => bench.api.feedCount === 0)
  bench.api.change({ kind: 'close-viewers', viewerIds: [viewer.grant.viewerId], code: 4403 })
  await until('revoked', () => viewer.closed !== null)
  assert.equal(viewer.closed?.code, 4403)
  publisher.ws.send(picture(1, false))
  await until('the other goes on', () => other.pictures().length === 2)
})

test('viewers go on for less than a minute without the api, and no longer', async t => {
  const clock = new SimulatedClock(0, withSockets)
  const bench = await startBench({ clock })
  t.after(bench.stop)
  const { viewer, publisher } = await liveStream(bench)
  publisher.ws.send(picture(0, true))
  await until('feed', () => bench.api.feedCount === 1)
  await until('live', () => viewer.pictures().length === 1)
  bench.api.isUp = false
  bench.api.breakFeeds()
  await until('feed is down', () => bench.api.feedCount === 0)
  await clock.advance(40_000)
  publisher.ws.send(picture(1, false))
  await until('goes on', () => viewer.pictures().length === 2)
  await until('closed', () => {
    void clock.advance(500)
    return viewer.closed !== null
  })
  assert.deepEqual(viewer.closed, { code: 4404, reason: 'service.unavailable' })
})

test('a drain sends viewers and agents away with 4503', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { viewer, publisher } = await liveStream(bench)
  await bench.relay.stop()
  await until('both closed', () => viewer.closed !== null && publisher.closed !== null)
  assert.equal(viewer.closed?.code, 4503)
  assert.equal(publisher.closed, 4503)
})

test('a viewer that talks is closed; a message over 4 KB is not taken', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { streamId, viewer } = await liveStream(bench)
  const large = watch(bench, newGrant(streamId))
  await until('admitted', () => viewer.controls().length > 0 && large.controls().length > 0)
  for (let i = 0; i < 40; i++) viewer.ws.send('x')
  large.ws.send(Buffer.alloc(5_000))
  await until('both closed', () => viewer.closed !== null && large.closed !== null)
  assert.equal(viewer.closed?.code, 1008)
  assert.equal(large.closed?.code, 1009)
})

test('the api is told of viewers who leave, also of one who left while its ticket was looked at, and again until it listens', async t => {
  const bench = await startBench()
  t.after(bench.stop)
  const { viewer } = await liveStream(bench)
  const hasty = watch(bench, newGrant(newId()))
  hasty.ws.once('open', () => setImmediate(() => hasty.ws.close()))
  await until('the hasty one told of', () => bench.api.left.includes(hasty.grant.viewerId))
  assert.ok(!bench.api.left.includes(viewer.grant.viewerId))
  bench.api.isUp = false
  viewer.ws.close()
  await until('it closed', () => viewer.closed !== null)
  bench.api.isUp = true
  await until('the other told of', () => bench.api.left.includes(viewer.grant.viewerId))
})
