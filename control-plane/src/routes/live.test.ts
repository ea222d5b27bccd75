import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, describe, it } from 'node:test'
import { type LiveTicket, liveTicketSchema } from '@nightjar/shared/api/live.ts'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import { wireJson, wireMessage, wireType } from '@nightjar/shared/live/wire.ts'
import { and, eq } from 'drizzle-orm'
import { WebSocket } from 'ws'
import { notify } from '../db/notify.ts'
import { auditEntries } from '../db/schema/audit-entries.ts'
import { cameraGroupMembers } from '../db/schema/camera-group-members.ts'
import { cameras } from '../db/schema/cameras.ts'
import { grants } from '../db/schema/grants.ts'
import { liveTickets } from '../db/schema/live-tickets.ts'
import { sessions } from '../db/schema/sessions.ts'
import { users } from '../db/schema/users.ts'
import { transaction } from '../db/transaction.ts'
import { channels } from '../services/channels.ts'
import { closeViewers } from '../services/live/close-viewers.ts'
import { forgetTickets } from '../services/live/forget-tickets.ts'
import { type MediaRig, openMediaRig } from '../testing/media-rig.ts'
import { type MintedOrganisation, type MintedUser, mintOrganisation, mintUser } from '../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../testing/mint-camera.ts'
import { mintCameraGroup, mintMember, type NewGrants, watching } from '../testing/mint-grants.ts'
import { startTestAgent } from '../testing/test-agent.ts'

describe('live pictures', () => {
  let rig: MediaRig
  let own: MintedOrganisation
  let camera: MintedCamera
  let viewer: MintedUser
  let agent: Awaited<ReturnType<typeof startTestAgent>>
  const sockets: WebSocket[] = []

  before(async () => {
    rig = await openMediaRig()
    own = await mintOrganisation(rig.harness.base)
  })
  after(() => rig?.close())
  beforeEach(async () => {
    camera = await mintCamera(rig.harness.base, own)
    viewer = await mintUser(rig.harness.base, own.id, 'viewer')
    agent = await startTestAgent(rig, camera, async (body, dial) => {
      assert.ok(body.verb === 'stream.open')
      const socket = await dial(body.publishTicket)
      socket.send(wireJson(wireType.description, 0, head))
      socket.send(wireMessage({ type: wireType.video, keyframe: true, timestamp: 1 }, new Uint8Array(100)))
    })
  })
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.terminate()
    await agent.stop()
  })

  const head = {
    runId: '01900000-0000-7000-8000-000000000000',
    video: { codec: 'h264', codecString: 'avc1.64001f', decoderConfig: 'AAAA', width: 640, height: 360, frameRate: 10 },
    audio: null,
  }
  const ask = (cookie = viewer.cookie, body: object = {}) =>
    fetch(`${rig.url}/api/v1/live/tickets`, {
      method: 'POST',
      headers: { cookie, origin: rig.url, 'content-type': 'application/json' },
      body: JSON.stringify({ cameraId: camera.cameraId, ...body }),
    })
  const ticketOf = async (...args: Parameters<typeof ask>): Promise<LiveTicket> => {
    const reply = await ask(...args)
    assert.equal(reply.status, 201)
    return liveTicketSchema.parse(await reply.json())
  }
  /** What a viewer with this ticket meets: its first picture, or how it was closed. */
  function watch({ ticket }: Pick<LiveTicket, 'ticket'>) {
    const socket = new WebSocket(`${rig.relayUrl}/live`, { origin: rig.url })
    sockets.push(socket)
    const closed = new Promise<number>(resolve => socket.once('close', resolve))
    const picture = new Promise<true>(resolve =>
      socket.on('message', data => (data as Buffer)[0] === wireType.video && resolve(true)),
    )
    socket.on('open', () => socket.send(JSON.stringify({ ticket })))
    socket.on('error', () => undefined)
    return { closed, picture }
  }
  const openAt = (streamId: string) =>
    fetch(`${rig.internalUrl}/internal/relay/open`, {
      method: 'POST',
      headers: { authorization: `Bearer ${rig.relayKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        cameraId: camera.cameraId,
        streamId,
        relay: '/publish',
        publishTicket: 'A'.repeat(43),
      }),
    })
  async function until(isTrue: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 1000; tries++) {
      if (await isTrue()) return
      await rig.harness.clock.sleep(20)
    }
    assert.fail('waited in vain')
  }
  const codeOf = async (reply: Response) => [reply.status, ((await reply.json()) as { code: string }).code]

  it('reach a viewer through ticket, relay, command and agent', async () => {
    const ticket = await ticketOf()
    assert.equal(ticket.url, `${rig.url.replace('http', 'ws')}/live`)
    assert.equal(ticket.streamId, camera.smallStreamId)
    assert.equal(await watch(ticket).picture, true)
    assert.deepEqual(
      agent.bodies.map(body => body.verb === 'stream.open' && [body.cameraId, body.streamId, body.relay]),
      [[camera.cameraId, camera.smallStreamId, '/publish']],
    )
  })

  it('are the recorded stream when that is asked for', async () => {
    assert.equal((await ticketOf(viewer.cookie, { quality: 'full' })).streamId, camera.streamId)
  })

  it('open to a ticket once, and not to one that is old or made up', async () => {
    const used = await ticketOf()
    await watch(used).picture
    assert.equal(await watch(used).closed, closeCodes.badTicket)
    assert.equal(await watch({ ticket: 'A'.repeat(43) }).closed, closeCodes.badTicket)
    const old = await ticketOf()
    await rig.advance(30_000)
    assert.equal(await watch(old).closed, closeCodes.badTicket)
  })

  it('are written down when they are watched: who, what, from where, and no ticket that nobody used', async () => {
    await ticketOf()
    assert.equal(await watch(await ticketOf()).picture, true)
    const rows = await rig.harness.base.db
      .select()
      .from(auditEntries)
      .where(and(eq(auditEntries.action, 'live.opened'), eq(auditEntries.actorId, viewer.actor.id)))
    assert.deepEqual(
      rows.map(row => [row.actorKind, row.subjectId, row.clientAddress]),
      [['user', camera.cameraId, '127.0.0.1']],
    )
    assert.notEqual(rows[0]?.requestId, null)
  })

  it('do not count as watched once the viewer has left, and are not opened in its name', async () => {
    const ticket = await ticketOf()
    await watch(ticket).picture
    const { base } = rig.harness
    const row = async () => {
      const [found] = await base.db.select().from(liveTickets).where(eq(liveTickets.userId, viewer.actor.id))
      return found
    }
    assert.equal((await row())?.closedAtMs, null)
    assert.deepEqual((await openAt(ticket.streamId)).status, 202)
    for (const socket of sockets) socket.close()
    await until(async () => (await row())?.closedAtMs !== null)
    assert.deepEqual(await codeOf(await openAt(ticket.streamId)), [403, 'auth.forbidden'])
    // A relay is told of those who may not watch, and this one may.
    assert.deepEqual(await closeViewers(base.db, base.clock.wallMs()), [])
    await rig.advance(61_000)
    await forgetTickets(base)
    assert.equal(await row(), undefined)
  })

  it('do not count as watched when the relay is gone, however it ended', async () => {
    await watch(await ticketOf()).picture
    const { base } = rig.harness
    const mine = eq(liveTickets.userId, viewer.actor.id)
    await base.db
      .update(liveTickets)
      .set({ redeemedAtMs: base.clock.wallMs() - 61_000 })
      .where(mine)
    await forgetTickets(base)
    assert.equal((await base.db.select().from(liveTickets).where(mine)).length, 1, 'its relay is there')
    await base.db.update(liveTickets).set({ relayId: base.ids.next() }).where(mine)
    await forgetTickets(base)
    assert.equal((await base.db.select().from(liveTickets).where(mine)).length, 0)
  })

  const losses: [string, () => Promise<unknown>][] = [
    ['the session ends', () => rig.harness.base.db.delete(sessions).where(eq(sessions.id, viewer.actor.sessionId))],
    [
      'the user is disabled',
      () => rig.harness.base.db.update(users).set({ disabledAtMs: 1 }).where(eq(users.id, viewer.actor.id)),
    ],
    [
      'the camera is deleted',
      () => rig.harness.base.db.update(cameras).set({ deletedAtMs: 1 }).where(eq(cameras.id, camera.cameraId)),
    ],
  ]
  for (const [what, happen] of losses)
    it(`end for the one concerned, and for nobody else, when ${what} (R48)`, async () => {
      const other = await mintUser(rig.harness.base, own.id, 'viewer')
      const otherCamera = what === 'the camera is deleted' ? await mintCamera(rig.harness.base, own) : camera
      const stays = watch(await ticketOf(other.cookie, { cameraId: otherCamera.cameraId }))
      const goes = watch(await ticketOf())
      await goes.picture
      await happen()
      await transaction(rig.harness.base, tx => notify(tx, channels.rightsChanged, 'something'))
      assert.equal(await goes.closed, closeCodes.rightsChanged)
      assert.notEqual(await Promise.race([stays.closed, Promise.resolve('open')]), closeCodes.rightsChanged)
    })

  describe('for who holds a grant on the camera', () => {
    const onCamera = (more: Partial<NewGrants> = {}): NewGrants => ({
      permissions: watching,
      scope: { kind: 'camera', id: camera.cameraId },
      ...more,
    })
    const member = (grant: NewGrants) => mintMember(rig.harness.base, own.id, grant)
    const tellRelays = () => transaction(rig.harness.base, tx => notify(tx, channels.rightsChanged, 'something'))

    it('come, and those of the next camera do not', async () => {
      const { cookie } = await member(onCamera())
      const next = await mintCamera(rig.harness.base, own)
      assert.equal(await watch(await ticketOf(cookie)).picture, true)
      assert.deepEqual(await codeOf(await ask(cookie, { cameraId: next.cameraId })), [403, 'auth.forbidden'])
    })

    it('end within two seconds when the grant is taken away, and for nobody else', async () => {
      const groupId = await mintCameraGroup(rig.harness.base, own.id, [camera.cameraId])
      const [goes, leaves, stays] = [
        await member(onCamera()),
        await member(onCamera({ scope: { kind: 'camera-group', id: groupId } })),
        await member(onCamera()),
      ]
      const sockets = []
      for (const { cookie } of [goes, leaves, stays]) sockets.push(watch(await ticketOf(cookie)))
      await Promise.all(sockets.map(({ picture }) => picture))
      await rig.harness.base.db.delete(grants).where(eq(grants.userId, goes.actor.id))
      // The camera goes out of the group, and with it the right of whoever holds it on the group.
      await rig.harness.base.db.delete(cameraGroupMembers).where(eq(cameraGroupMembers.groupId, groupId))
      const toldAtMs = performance.now()
      await tellRelays()
      assert.equal(await sockets[0]?.closed, closeCodes.rightsChanged)
      assert.equal(await sockets[1]?.closed, closeCodes.rightsChanged)
      assert.ok(performance.now() - toldAtMs < 2000)
      assert.notEqual(await Promise.race([sockets[2]?.closed, Promise.resolve('open')]), closeCodes.rightsChanged)
    })

    it('end with the window of the grant, when rights are looked at next, without a word', async () => {
      const nowMs = rig.harness.clock.wallMs()
      const goes = watch(await ticketOf((await member(onCamera({ untilMs: nowMs + 3_600_000 }))).cookie))
      const stays = watch(await ticketOf((await member(onCamera({ untilMs: nowMs + 7_200_000 }))).cookie))
      await Promise.all([goes.picture, stays.picture])
      rig.harness.clock.advance(3_600_000)
      assert.equal(await goes.closed, closeCodes.rightsChanged)
      assert.notEqual(await Promise.race([stays.closed, Promise.resolve('open')]), closeCodes.rightsChanged)
    })

    it('do not open to a ticket that was got before the grant ended', async () => {
      const { cookie } = await member(onCamera({ untilMs: rig.harness.clock.wallMs() + 10_000 }))
      const ticket = await ticketOf(cookie)
      rig.harness.clock.advance(10_000)
      assert.equal(await watch(ticket).closed, closeCodes.badTicket)
      assert.deepEqual(await codeOf(await ask(cookie)), [403, 'auth.forbidden'])
    })
  })

  it('are not opened by a relay in nobody’s name', async () => {
    const open = (authorization: string, cameraId = camera.cameraId) =>
      fetch(`${rig.internalUrl}/internal/relay/open`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({
          cameraId,
          streamId: camera.streamId,
          relay: '/publish',
          publishTicket: 'A'.repeat(43),
        }),
      })
    assert.deepEqual(await codeOf(await open(`Bearer ${rig.relayKey}`)), [403, 'auth.forbidden'])
    assert.deepEqual(await codeOf(await open('Bearer wrong')), [401, 'auth.required'])
    assert.equal(agent.bodies.length, 0)
  })

  it('show the relay that its feed of rights is alive', async () => {
    const reply = await fetch(`${rig.internalUrl}/internal/relay/changes`, {
      headers: { authorization: `Bearer ${rig.relayKey}` },
    })
    assert.equal(reply.headers.get('content-type'), 'application/x-ndjson')
    const reader = reply.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while ((text.match(/"alive"/g)?.length ?? 0) < 2) text += (await reader.read()).value ?? assert.fail('it ended')
    await reader.cancel()
  })
})
