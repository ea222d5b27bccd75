import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { toIso } from '@nightjar/shared/domain/time.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import { and, eq } from 'drizzle-orm'
import { agentStatus } from '../../db/schema/agent-status.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainRefusals } from '../../db/schema/chain-refusals.ts'
import { ledgerEntries } from '../../db/schema/ledger-entries.ts'
import { segments } from '../../db/schema/segments.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { lineageStatement } from '../../testing/lineage-statement.ts'
import { type MintedOrganisation, mintOrganisation, mintUser } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { getCamera } from '../camera/get.ts'
import { renewChain } from '../chain/decide-chain.ts'
import { getChain } from '../chain/get-chain.ts'
import { listChainAlarms } from '../chain/list-alarms.ts'
import { takeLineage } from '../chain/take-lineage.ts'
import type { SiteTransfers } from '../relay/send-from-site.ts'
import { applyRecords } from './apply-records.ts'

const minuteMs = 60_000

/** The agent itself: it has every file, whatever was said in its name. */
const site: SiteTransfers = {
  send: async (_, { segmentId }, { end }) => new Blob([`${segmentId} to ${end}`]).stream(),
}

/** Whoever has the key of an agent can sign whatever they like; what the ledger takes of it is decided here. */
describe('a stolen key', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let other: MintedCamera
  /** Five minutes of the camera are recorded and applied from here on. */
  let t0: number
  let past: ReturnType<MintedCamera['chain']['recorded']>[]

  before(async () => {
    harness = await openHarness({ parts: () => ({ transfers: site }) })
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    t0 = harness.clock.wallMs() - 60 * minuteMs
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    other = await mintCamera(harness.base, own, { addedAtMs: t0 })
    past = [0, 1, 2, 3, 4].map(minute => camera.chain.recorded(at(minute), at(minute + 1)))
    assert.equal(await send(past.flat()), 'applied')
  })

  const at = (minute: number) => t0 + minute * minuteMs
  const send = (records: unknown, of = camera) =>
    applyRecords(harness.as(of.actor), { id: harness.base.ids.next(), cameraId: of.cameraId, records })
  const rows = async () => {
    const { db } = harness.base
    const ofCamera = <T extends typeof segments | typeof ledgerEntries | typeof chainRefusals>(table: T) =>
      db.$count(table, eq(table.cameraId, camera.cameraId))
    const [head] = await db.select().from(chainHeads).where(eq(chainHeads.cameraId, camera.cameraId))
    const written = and(eq(auditEntries.subjectId, camera.cameraId), eq(auditEntries.action, 'chain.frozen'))
    return {
      segments: await ofCamera(segments),
      entries: await ofCamera(ledgerEntries),
      sequence: head?.sequence,
      state: head?.state,
      refusals: await ofCamera(chainRefusals),
      audits: await db.$count(auditEntries, written),
    }
  }
  const evictionsAudited = async () => {
    const rows = await harness.base.db
      .select({ facts: auditEntries.facts })
      .from(auditEntries)
      .where(and(eq(auditEntries.subjectId, camera.cameraId), eq(auditEntries.action, 'recording.evicted')))
      .orderBy(auditEntries.sequence)
    return rows.map(({ facts }) => ({ cause: facts.cause, count: facts.count }))
  }
  const untouched = { segments: 5, entries: 5, sequence: 9 }

  /** Each signs what it sends, from the applied head on. */
  const attacks: Record<string, () => unknown[]> = {
    'hides a recorded minute behind a camera that was down': () => camera.chain.gap(at(1), at(2)),
    'hides an hour, recorded or not, behind a policy': () =>
      camera.chain.gap(at(0), at(60), 'policy-off', 'policy.off'),
    'overlaps by a millisecond': () => camera.chain.gap(at(5) - 1, at(6)),
    'records over what is recorded': () => camera.chain.recorded(at(2), at(3)),
    'accounts for the same minute twice in one batch': () => [
      ...camera.chain.gap(at(5), at(7)),
      ...camera.chain.recorded(at(6), at(7)),
    ],
    'deletes another time than was recorded': () => [
      camera.chain.entry(at(0), at(2), 'evicted', 'retention.age', camera.chain.hashOf(past[0]![0])),
    ],
    'deletes what was never recorded': () => [
      camera.chain.entry(at(5), at(6), 'evicted', 'retention.age', 'ab'.repeat(32)),
    ],
    'deletes for its age what is an hour old': () => camera.chain.evicted(past[0]![0], 'retention.age'),
    'deletes for a quota that nobody has set': () => camera.chain.evicted(past[0]![0], 'retention.quota'),
    'deletes twice': () => [...camera.chain.evicted(past[0]![0]), ...camera.chain.evicted(past[0]![0])],
    'speaks of time before the camera was added': () => camera.chain.gap(t0 - 2 * 24 * 60 * minuteMs, t0 - minuteMs),
    'speaks of next month': () =>
      camera.chain.recorded(at(60) + 30 * 24 * 60 * minuteMs, at(61) + 30 * 24 * 60 * minuteMs),
    'gives a segment to the stream of another camera': () =>
      camera.chain.recorded(at(5), at(6), { streamId: other.streamId }),
    'writes a codec of its own': () => camera.chain.recorded(at(5), at(6), { codecString: 'avc1.64001f"><b>' }),
    'has a picture as wide as a street': () => camera.chain.recorded(at(5), at(6), { width: 2_000_000_000 }),
    'names the segment of another camera': () => {
      const [foreign] = other.chain.restart().recorded(at(5), at(6))
      return [camera.chain.entry(at(5), at(6), 'recorded', null, other.chain.hashOf(foreign))]
    },
    'gives an hour to a segment of a minute': () => {
      const manifest = camera.chain.segment(at(5), at(6))
      return [manifest, camera.chain.entry(at(5), at(59), 'recorded', null, camera.chain.hashOf(manifest))]
    },
    'claims one segment for two stretches': () => [
      camera.chain.entry(at(5), at(6), 'recorded', null, camera.chain.hashOf(past[0]![0])),
    ],
    'records a day in one small file': () =>
      camera.chain.recorded(at(5), at(59), { byteLength: 50_000, fragments: [[at(5), 700, 1]] }),
    'lets the wall run faster than the media': () => {
      const manifest = camera.chain.segment(at(5), at(6), { wallEndMs: at(30) })
      return [manifest, camera.chain.entry(at(5), at(30), 'recorded', null, camera.chain.hashOf(manifest))]
    },
    'takes the id of a segment that is there': () =>
      camera.chain.recorded(at(5), at(6), { segmentId: past[0]![0].segmentId }),
    'excuses by words of its own': () => camera.chain.gap(at(5), at(6), 'camera-down', 'Ask Bob, he knows <b>why</b>'),
    'excuses by a NUL': () => camera.chain.gap(at(5), at(6), 'camera-down', 'camera.\u0000'),
    'excuses by a cause that does not exist': () => camera.chain.gap(at(5), at(6), 'camera-down', 'camera.eaten'),
    'explains one state by the cause of another': () => camera.chain.gap(at(5), at(6), 'camera-down', 'policy.off'),
    'excuses what was recorded': () => {
      const manifest = camera.chain.segment(at(5), at(6))
      return [manifest, camera.chain.entry(at(5), at(6), 'recorded', 'overload', camera.chain.hashOf(manifest))]
    },
    'goes another way from the beginning': () => camera.chain.restart().gap(at(0), at(5)),
    'adds fields of its own': () => {
      const manifest = camera.chain.segment(at(5), at(6), { note: 'hello' } as object)
      return [manifest, camera.chain.entry(at(5), at(6), 'recorded', null, camera.chain.hashOf(manifest))]
    },
    'is of another site': () => camera.chain.recorded(at(5), at(6), { siteId: harness.base.ids.next() }),
  }

  for (const [what, attack] of Object.entries(attacks))
    it(`that ${what} has nothing applied, and freezes the chain once`, async () => {
      const records = attack()
      for (let again = 0; again < 3; again++) {
        const answer = await send(records)
        assert.ok(typeof answer === 'object' && 'held' in answer, JSON.stringify(answer))
        assert.doesNotMatch(answer.held, /Bob|eaten|hello/)
      }
      assert.deepEqual(await rows(), { ...untouched, state: 'frozen', refusals: 1, audits: 1 })
      assert.equal(await send(other.chain.recorded(at(0), at(1)), other), 'applied')
    })

  it('that deletes for want of space is taken, and told: once on the camera, folded in the audit log', async () => {
    await harness.base.db.insert(cameraRetentions).values({
      organisationId: own.id,
      cameraId: camera.cameraId,
      version: 1,
      retentionDays: 30,
      quotaBytes: 1e9,
    })
    const context = harness.as(own.viewer.actor)
    const told = async () => (await getCamera(context, camera.cameraId)).chain.evictedEarly
    assert.equal(await told(), null)
    for (const [[manifest], cause] of past.map((one, at) => [one, at === 2 ? 'retention.quota' : undefined] as const))
      assert.equal(await send(camera.chain.evicted(manifest, cause)), 'applied')
    const early = await told()
    assert.deepEqual([early?.causes, early?.count], [['retention.space', 'retention.quota'], 5])
    assert.deepEqual([early?.from, early?.to], [toIso(at(0)), toIso(at(5))])
    assert.ok(early!.keptDays > 0.03 && early!.keptDays < 0.05)
    assert.equal(early?.promisedDays, 30)
    assert.deepEqual((await getChain(context, camera.cameraId)).evictedEarly, early)
    const alarms = (await listChainAlarms(context)).filter(({ cameraId }) => cameraId === camera.cameraId)
    assert.deepEqual(
      alarms.map(({ state, evictedEarly }) => [state, evictedEarly?.count]),
      [['open', 5]],
    )
    assert.deepEqual(await evictionsAudited(), [
      { cause: 'retention.space', count: 1 },
      { cause: 'retention.space', count: 2 },
      { cause: 'retention.quota', count: 1 },
      { cause: 'retention.space', count: 4 },
    ])
    harness.clock.advance(31 * 24 * 60 * minuteMs)
    assert.equal(await told(), null, 'over')
    assert.deepEqual(
      (await listChainAlarms(context)).map(({ cameraId }) => cameraId).filter(id => id === camera.cameraId),
      [],
    )
  })

  it('that said all was deleted is put right: the alarm is there, the agent goes on, and its pictures are shown', async () => {
    const honest = camera.chain.records.length
    assert.equal(await send(past.flatMap(([manifest]) => camera.chain.evicted(manifest))), 'applied')
    assert.equal((await getCamera(harness.as(own.viewer.actor), camera.cameraId)).chain.evictedEarly?.count, 5)
    // The agent knows nothing of that.
    camera.chain.records.length = honest
    assert.match(JSON.stringify(await send(camera.chain.recorded(at(5), at(6)))), /held.*forked/)
    await renewChain(harness.as(own.administrator.actor), camera.cameraId)
    const [head] = await harness.base.db.select().from(chainHeads).where(eq(chainHeads.cameraId, camera.cameraId))
    const follows = { lineageId: null, sequence: head!.sequence, hash: head!.hash }
    const statement = lineageStatement(camera.chain, { follows, why: 'refused', begunAtMs: at(6) })
    await takeLineage(harness.as(camera.actor), camera.cameraId, statement)
    const anew = camera.chain.lineage(statement.lineageId)
    assert.equal(await send(anew.recorded(at(5), at(6))), 'applied')
    const { cookie } = await mintUser(harness.base, own.id, 'viewer')
    for (const [{ segmentId, byteLength }] of past) {
      const reply = await harness.request('GET', `/api/v1/segments/${segmentId}/media`, { cookie })
      assert.deepEqual([reply.status, await reply.text()], [200, `${segmentId} to ${byteLength}`])
    }
  })

  it('is not needed to delete what is old enough: that goes without a word', async () => {
    harness.clock.advance(7 * 24 * 60 * minuteMs)
    const records = past.flatMap(([manifest], at) => camera.chain.evicted(manifest, at ? 'retention.age' : undefined))
    assert.equal(await send(records), 'applied')
    assert.equal((await getCamera(harness.as(own.viewer.actor), camera.cameraId)).chain.evictedEarly, null)
    assert.deepEqual(await evictionsAudited(), [])
  })

  it('that mixes honest records with a lie has none of them applied, and honest ones are held afterwards', async () => {
    const honest = camera.chain.recorded(at(5), at(6))
    const lie = camera.chain.gap(at(0), at(1))
    assert.match(JSON.stringify(await send([...honest, ...lie])), /held/)
    assert.match(JSON.stringify(await send(honest)), /held/)
    assert.deepEqual(await rows(), { ...untouched, state: 'frozen', refusals: 1, audits: 1 })
  })

  it('keeps what was refused as it came, and bounded', async () => {
    const records = camera.chain.gap(at(1), at(2))
    await send(records)
    const kept = () => harness.base.db.select().from(chainRefusals).where(eq(chainRefusals.cameraId, camera.cameraId))
    assert.deepEqual(JSON.parse((await kept())[0]!.records), records)
    const big = camera.chain.gap(at(1), at(2), 'camera-down', 'x'.repeat(3_000_000))
    await harness.base.db.update(chainHeads).set({ state: 'open' }).where(eq(chainHeads.cameraId, camera.cameraId))
    await send(big)
    assert.deepEqual(
      (await kept()).map(({ records: text }) => text.length < 1_100_000),
      [true, true],
    )
  })

  it('is needed: an honest record that is spelled otherwise freezes nothing', async () => {
    const [manifest, entry] = camera.chain.recorded(at(5), at(6))
    const { signature } = manifest
    const otherwise: unknown[] = [
      `${signature}==`,
      `${signature}\n`,
      ` ${signature}`,
      Buffer.from(signature, 'base64url').toString('base64'),
      // The last character holds four bits that say nothing (RFC 4648 3.5).
      signature.slice(0, -1) + String.fromCharCode(signature.charCodeAt(85) + 1),
    ].map(spelled => ({ ...manifest, signature: spelled }))
    const read = (more: string) => JSON.parse(`${JSON.stringify(manifest).slice(0, -1)},${more}}`) as unknown
    otherwise.push(read('"__proto__":{}'), read('"__proto__":null'), read('"constructor":1'))
    for (const one of otherwise) assert.match(JSON.stringify(await send([one, entry])), /rejected/, JSON.stringify(one))
    assert.deepEqual(await rows(), { ...untouched, state: 'open', refusals: 0, audits: 0 })
    assert.equal(await send([manifest, entry]), 'applied')
  })

  it('freezes though an unsigned report says that the agent is of another age', async () => {
    const [status] = await harness.base.db.select().from(agentStatus).where(eq(agentStatus.agentId, camera.agentId))
    const report = { ...status!.report, protocol: 99 }
    await harness.base.db.update(agentStatus).set({ report }).where(eq(agentStatus.agentId, camera.agentId))
    const known = {
      overlaps: () => camera.chain.gap(at(1), at(2)),
      'goes another way': () => camera.chain.restart().gap(at(0), at(5)),
      'has no form': () => [camera.chain.segment(at(5), at(6), { width: 'wide' } as object)],
    }
    for (const [what, make] of Object.entries(known)) {
      const before = camera.chain.records.length
      assert.match(JSON.stringify(await send(make())), /held.*Frozen/, what)
      camera.chain.records.length = before
      await harness.base.db.update(chainHeads).set({ state: 'open' }).where(eq(chainHeads.cameraId, camera.cameraId))
    }
    assert.equal((await rows()).refusals, 3)
  })

  it('is needed: what nobody has signed freezes nothing', async () => {
    const [manifest, entry] = camera.chain.recorded(at(5), at(6))
    const unsigned: unknown[][] = [
      [{ ...entry, cause: 'free text' }],
      [{ ...manifest, wallEndMs: at(50) }, entry],
      [entry, manifest],
      ['no record', 7, null],
      [{ ...manifest, wallEndMs: Number.POSITIVE_INFINITY }],
    ]
    for (const records of [...unsigned, 'nothing', [], null, Array<ChainRecord>(21).fill(entry)])
      assert.match(JSON.stringify(await send(records)), /rejected/, JSON.stringify(records)?.slice(0, 80))
    assert.deepEqual(await rows(), { ...untouched, state: 'open', refusals: 0, audits: 0 })
    assert.equal(await send([manifest, entry]), 'applied')
  })
})
