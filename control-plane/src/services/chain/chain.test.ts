import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { type OwnChain, ownChainsReplySchema, recordsReplySchema } from '@nightjar/shared/protocol/agent-chains.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { and, eq, like } from 'drizzle-orm'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { cameras } from '../../db/schema/cameras.ts'
import type { AgentActor } from '../../policy/actor.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { lineageStatement } from '../../testing/lineage-statement.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { getAgent } from '../agent/get.ts'
import { deleteCamera } from '../camera/delete.ts'
import { getCamera } from '../camera/get.ts'
import { applyRecords } from '../recording/apply-records.ts'
import { getTimeline } from '../recording/get-timeline.ts'

const minuteMs = 60_000

describe('a chain that cannot go on', () => {
  const agents = new Map<string, AgentActor>()
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let t0: number

  before(async () => {
    harness = await openHarness({ resolveAgent: async (_base, token) => agents.get(token) ?? null })
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    t0 = harness.clock.wallMs() - 60 * minuteMs
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    agents.set(camera.agentId, camera.actor)
  })

  const at = (minute: number) => t0 + minute * minuteMs
  const send = (records: unknown) =>
    applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const asAgent = async (method: string, path: string, body?: unknown, of = camera) => {
    const answer = await harness.request(method, `/api/v1/agents/chains${path}`, {
      bearer: of.agentId,
      ...(body !== undefined && { body }),
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const ownChain = async (): Promise<OwnChain> =>
    ownChainsReplySchema.parse((await asAgent('GET', '')).body).chains.find(one => one.cameraId === camera.cameraId)!
  const decide = async (what: 'resume' | 'begin-anew') => {
    const answer = await harness.request('POST', `/api/v1/cameras/${camera.cameraId}/chain/${what}`, {
      cookie: own.administrator.cookie,
    })
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
  }
  const begin = (change: Parameters<typeof lineageStatement>[1], chain = camera.chain) =>
    asAgent('POST', `/${camera.cameraId}/lineages`, lineageStatement(chain, change))
  const audited = async () => {
    const rows = await harness.base.db
      .select({ action: auditEntries.action, actorKind: auditEntries.actorKind })
      .from(auditEntries)
      .where(and(eq(auditEntries.subjectId, camera.cameraId), like(auditEntries.action, 'chain.%')))
      .orderBy(auditEntries.sequence)
    return rows.map(({ action, actorKind }) => `${actorKind} ${action}`)
  }
  const freeze = async () => {
    assert.equal(await send(camera.chain.recorded(at(0), at(1))), 'applied')
    assert.match(JSON.stringify(await send(camera.chain.gap(at(0), at(1)))), /held/)
  }

  it('is an alarm for people, on the camera, in the list and at its agent', async () => {
    await freeze()
    const context = harness.as(own.administrator.actor)
    const { chain } = await getCamera(context, camera.cameraId)
    assert.equal(chain.state, 'frozen')
    assert.match(chain.reason ?? '', /second time/)
    assert.notEqual(chain.since, null)
    const list = await harness.request('GET', '/api/v1/chains', { cookie: own.viewer.cookie })
    const { items } = (await list.json()) as { items: { cameraId: string }[] }
    assert.deepEqual(
      items.filter(item => item.cameraId === camera.cameraId).map(({ cameraId }) => cameraId),
      [camera.cameraId],
    )
    const { warnings } = await getAgent(context, camera.agentId)
    assert.match(warnings.join(), /records of Test camera are not taken/)
    const evidence = await harness.request('GET', `/api/v1/cameras/${camera.cameraId}/chain/refusals`, {
      cookie: own.administrator.cookie,
    })
    const refusals = ((await evidence.json()) as { items: { records: unknown[] }[] }).items
    assert.deepEqual(refusals[0]?.records, camera.chain.records.slice(2))
    const ask = (limit: string) =>
      harness.request('GET', `/api/v1/cameras/${camera.cameraId}/chain/refusals?limit=${limit}`, {
        cookie: own.administrator.cookie,
      })
    await decide('resume')
    await send(camera.chain.records.slice(2))
    const newest = ((await (await ask('1')).json()) as { items: { id: string }[] }).items
    assert.equal(newest.length, 1)
    assert.deepEqual([(await ask('0')).status, (await ask('21')).status], [422, 422])
  })

  it('sends again when an administrator lets it, and freezes again where nothing has changed', async () => {
    const early = camera.chain.recorded(at(-30 * 60), at(-30 * 60 + 1))
    assert.match(JSON.stringify(await send(early)), /held/)
    assert.deepEqual([(await decide('resume')).body.state, (await decide('resume')).body.state], ['open', 'open'])
    assert.match(JSON.stringify(await send(early)), /held/)
    assert.equal((await ownChain()).state, 'frozen')
    await harness.base.db
      .update(cameras)
      .set({ createdAtMs: at(-31 * 60) })
      .where(eq(cameras.id, camera.cameraId))
    await decide('resume')
    assert.equal(await send(early), 'applied')
    assert.deepEqual(await audited(), [
      'agent chain.frozen',
      'user chain.resumed',
      'agent chain.frozen',
      'user chain.resumed',
    ])
  })

  it('begins anew behind the head when an administrator has it so, and accounts for the time that was refused', async () => {
    await freeze()
    assert.equal((await begin({ follows: camera.chain.place(), why: 'refused' })).status, 409, 'frozen')
    assert.equal((await decide('begin-anew')).body.state, 'begin-anew')
    assert.equal((await decide('begin-anew')).status, 200)
    assert.match(JSON.stringify(await send(camera.chain.recorded(at(5), at(6)))), /held/)
    const { head, state, accountedToMs } = await ownChain()
    assert.deepEqual([state, accountedToMs], ['begin-anew', at(1)])
    const statement = lineageStatement(camera.chain, { follows: head, why: 'refused', begunAtMs: at(2) })
    const anew = camera.chain.lineage(statement.lineageId)
    const records = [anew.recorded(at(2), at(3)), anew.gap(at(1), at(2), 'disk-fault', 'index.damaged')].flat()
    assert.deepEqual(await send(records), { held: 'A new lineage is to begin.' })
    for (let twice = 0; twice < 2; twice++)
      assert.equal((await asAgent('POST', `/${camera.cameraId}/lineages`, statement)).status, 200)
    assert.deepEqual((await ownChain()).head, head, 'nothing of the new lineage is applied')
    assert.equal(await send(records), 'applied')
    assert.equal(await send(records), 'known')
    assert.deepEqual((await ownChain()).head, anew.place())
    const old = camera.chain.records
    assert.equal(await send(old.slice(0, 2)), 'known', 'of the lineage before, applied')
    assert.match(JSON.stringify(await send(old.slice(2, 3))), /rejected.*newer lineage/)
    const range = { from: new Date(at(0)).toISOString(), to: new Date(at(3)).toISOString() }
    const timeline = await getTimeline(harness.as(own.viewer.actor), camera.cameraId, range)
    assert.deepEqual(
      timeline.intervals.map(interval => interval.state),
      ['recorded', 'disk-fault', 'recorded'],
    )
    assert.deepEqual(
      timeline.seams.map(({ at: ms, why }) => [Date.parse(ms), why]),
      [[at(2), 'refused']],
    )
    assert.deepEqual(await audited(), ['agent chain.frozen', 'user chain.renewed', 'agent chain.seamed'])
  })

  it('begins anew by itself where the index is lost, behind its head only and by its own signed word', async () => {
    assert.equal((await begin({ follows: null, why: 'refused' })).status, 409, 'nothing was refused')
    await send(camera.chain.recorded(at(0), at(1)))
    const head = camera.chain.place()
    const stranger = await mintCamera(harness.base, own)
    agents.set(stranger.agentId, stranger.actor)
    assert.equal((await begin({ follows: null })).status, 409)
    assert.equal((await begin({ follows: { ...head!, hash: 'ab'.repeat(32) } })).status, 409)
    assert.equal((await begin({ follows: head, cameraId: stranger.cameraId })).status, 422)
    assert.equal((await begin({ follows: head }, stranger.chain)).status, 422)
    const forged = { ...lineageStatement(camera.chain, { follows: head }), begunAtMs: 7 }
    assert.equal((await asAgent('POST', `/${camera.cameraId}/lineages`, forged)).status, 422)
    const taken = lineageStatement(camera.chain, { follows: head })
    assert.equal((await asAgent('POST', `/${camera.cameraId}/lineages`, taken, stranger)).status, 404)
    assert.deepEqual(await audited(), [])
    assert.equal((await asAgent('POST', `/${camera.cameraId}/lineages`, taken)).status, 200)
    // Lost again before it had recorded anything: the head is still the old one.
    assert.equal((await begin({ follows: head, lineageId: taken.lineageId, begunAtMs: 9 })).status, 409, 'the same id')
    assert.equal((await begin({ follows: head })).status, 200)
    assert.deepEqual(await send(camera.chain.lineage(taken.lineageId).recorded(at(2), at(3))), {
      rejected: 'The chain has gone on in a newer lineage.',
    })
    const unheard = camera.chain.lineage(harness.base.ids.next())
    assert.match(JSON.stringify(await send(unheard.recorded(at(2), at(3)))), /held.*not announced/)
  })

  it('answers a statement that comes again with the state that the chain has', async () => {
    await send(camera.chain.recorded(at(0), at(1)))
    const statement = lineageStatement(camera.chain, { follows: camera.chain.place() })
    const say = async () => (await asAgent('POST', `/${camera.cameraId}/lineages`, statement)).body.state
    assert.deepEqual([await say(), await say()], ['open', 'open'])
    await send(camera.chain.lineage(statement.lineageId).gap(at(0), at(1)))
    assert.equal(await say(), 'frozen')
    await decide('begin-anew')
    assert.equal(await say(), 'begin-anew')
    assert.equal((await ownChain()).state, 'begin-anew')
  })

  it('names the lineage that is written now to its agent, before anything of it has come too', async () => {
    assert.deepEqual([(await ownChain()).lineageId, (await ownChain()).head], [null, null])
    await send(camera.chain.recorded(at(0), at(1)))
    const head = (await ownChain()).head
    const { lineageId } = lineageStatement(camera.chain, {})
    assert.equal((await begin({ follows: head, lineageId })).status, 200)
    assert.deepEqual([(await ownChain()).lineageId, (await ownChain()).head], [lineageId, head])
  })

  it('takes a recording that is cut where the lineage begins by the clock of the agent, though that was ahead', async () => {
    const aheadMs = at(70)
    const statement = lineageStatement(camera.chain, { begunAtMs: aheadMs })
    assert.equal((await asAgent('POST', `/${camera.cameraId}/lineages`, statement)).status, 200)
    harness.clock.advance(15 * minuteMs)
    const anew = camera.chain.lineage(statement.lineageId)
    const manifest = anew.segment(at(69), at(71))
    const cut = anew.entry(aheadMs, at(71), 'recorded', null, anew.hashOf(manifest))
    assert.equal(await send([manifest, cut]), 'applied')
  })

  it('does not begin anew without end', async () => {
    const answers: number[] = []
    for (let times = 0; times < 12; times++) answers.push((await begin({ follows: null })).status)
    assert.deepEqual([answers.filter(status => status === 200).length, answers.at(-1)], [10, 429])
  })

  it('leaves with its camera: what was refused of one that is removed waits for nobody', async () => {
    await freeze()
    const context = harness.as(own.administrator.actor)
    await deleteCamera(context, camera.cameraId)
    const list = await harness.request('GET', '/api/v1/chains', { cookie: own.viewer.cookie })
    assert.doesNotMatch(JSON.stringify(await list.json()), new RegExp(camera.cameraId))
    assert.deepEqual((await getAgent(context, camera.agentId)).warnings, [])
    assert.match(JSON.stringify(await send(camera.chain.records.slice(2))), /held.*A new lineage is to begin/)
    const { state, head } = await ownChain()
    assert.equal(state, 'begin-anew', 'the agent goes on by itself')
    const statement = lineageStatement(camera.chain, { follows: head, why: 'refused', begunAtMs: at(2) })
    assert.equal((await asAgent('POST', `/${camera.cameraId}/lineages`, statement)).status, 200)
    const anew = camera.chain.lineage(statement.lineageId)
    assert.equal(await send(anew.recorded(at(2), at(3))), 'applied')
    // Refused again: evidence, and the way on stays open.
    assert.match(JSON.stringify(await send(anew.gap(at(2), at(3)))), /held.*A new lineage is to begin/)
    assert.equal((await ownChain()).state, 'begin-anew')
    assert.deepEqual(await audited(), ['agent chain.frozen', 'agent chain.seamed', 'agent chain.frozen'])
  })

  it('gives an agent its own records back, of its own cameras, removed ones too', async () => {
    const [manifest, entry] = camera.chain.recorded(at(0), at(1))
    const [gone, goneEntry] = camera.chain.recorded(at(1), at(2))
    const alone = camera.chain.segment(at(0), at(1))
    await send([manifest, entry, gone, goneEntry, alone, ...camera.chain.evicted(gone)])
    await harness.base.db.update(cameras).set({ deletedAtMs: 1 }).where(eq(cameras.id, camera.cameraId))
    const wanted = [manifest, gone, alone].map(({ segmentId }) => segmentId)
    const ask = (segmentIds: string[], of = camera) =>
      asAgent('POST', `/${camera.cameraId}/records`, { segmentIds }, of)
    const { segments } = recordsReplySchema.parse((await ask([...wanted, harness.base.ids.next()])).body)
    assert.deepEqual(
      segments.map(one => [one.manifest.segmentId, one.entry?.entryId ?? null, one.evicted, one.receipt]).toSorted(),
      [
        [manifest.segmentId, entry.entryId, false, null],
        [gone.segmentId, goneEntry.entryId, true, null],
        [alone.segmentId, null, false, null],
      ].toSorted(),
    )
    assert.equal((await ask(Array.from({ length: 201 }, () => harness.base.ids.next()))).status, 422)
    assert.equal((await ownChain()).accountedToMs, at(2))
    const stranger = await mintCamera(harness.base, own)
    agents.set(stranger.agentId, stranger.actor)
    assert.equal((await ask(wanted, stranger)).status, 404)
  })

  it('waits for a newer control plane where its agent is newer, and goes on by itself', async () => {
    const report = { ...(await status()), protocol: protocolVersion + 1 }
    await harness.base.db.update(agentStatus).set({ report }).where(eq(agentStatus.agentId, camera.agentId))
    assert.equal(await send(camera.chain.recorded(at(0), at(1))), 'applied')
    const odd = [
      () => camera.chain.gap(at(1), at(2), 'camera-down', 'camera.of-tomorrow'),
      () => [camera.chain.entry(at(1), at(2), 'of-tomorrow' as never, null, null)],
      () => [camera.chain.segment(at(1), at(2), { depth: 3 } as object)],
    ]
    for (const make of odd) {
      assert.match(JSON.stringify(await send(make())), /held.*newer release/)
      camera.chain.records.pop()
    }
    const { chain } = await getCamera(harness.as(own.administrator.actor), camera.cameraId)
    assert.deepEqual([chain.state, chain.held === null], ['open', false])
    assert.deepEqual(await audited(), [])
    assert.equal(await send(camera.chain.recorded(at(1), at(2))), 'applied')
    assert.equal((await getCamera(harness.as(own.administrator.actor), camera.cameraId)).chain.held, null)
  })

  const status = async () =>
    (await harness.base.db.select().from(agentStatus).where(eq(agentStatus.agentId, camera.agentId)))[0]!.report
})
