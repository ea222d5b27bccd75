import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ledgerCauses } from '@nightjar/shared/records/causes.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import { ledgerStateSchema } from '@nightjar/shared/records/ledger.ts'
import fc from 'fast-check'
import { makeChain } from '../../../testing/make-chain.ts'
import type { Ground } from './ground.ts'
import { entriesPerWindow } from './judge-budget.ts'
import { judgeRecords } from './judge-records.ts'

const hourMs = 3_600_000
const nowMs = 1000 * hourMs
const ground: Ground = {
  addedAtMs: 100 * hourMs,
  earliestMs: 100 * hourMs,
  nowMs,
  lineageBegunAtMs: null,
  applied: [],
  manifests: new Map(),
  retentions: [],
  entriesOfWindow: new Map(),
  foreignStreams: new Set(),
}
const t0 = 200 * hourMs
const chain = () => makeChain()
const judge = (of: ReturnType<typeof makeChain>, records: readonly ChainRecord[], on: Partial<Ground> = {}) =>
  judgeRecords(
    records.map(record => ({ record, hash: of.hashOf(record) })),
    { ...ground, ...on },
  )

describe('what a ledger can say', () => {
  it('takes what an agent says that is well', () => {
    const of = chain()
    const [manifest, entry] = of.recorded(t0, t0 + 60_000)
    const records = [manifest, entry, of.gap(t0 + 60_000, t0 + 90_000), of.evicted(manifest)].flat()
    assert.equal(judge(of, records), null)
  })

  it('refuses time that is accounted for already, by whatever state', () => {
    const states = ledgerStateSchema.options.filter(state => !['recorded', 'evicted'].includes(state))
    const causes: Record<string, string> = {
      'camera-down': 'camera.unreachable',
      'agent-down': 'agent.stopped',
      'disk-fault': 'disk.full',
      'policy-off': 'policy.off',
      'privacy-off': 'policy.off',
      overload: 'overload',
      'unknown-clock': 'clock.stepped',
    }
    const applied = [{ fromMs: t0, toMs: t0 + 1000 }]
    for (const state of states) {
      const of = chain()
      assert.match(
        judge(of, of.gap(t0 + 999, t0 + 2000, state, causes[state]), { applied }) ?? '',
        /second time/,
        state,
      )
      assert.equal(judge(of, of.gap(t0 + 1000, t0 + 2000, state, causes[state]), { applied }), null, state)
    }
    const of = chain()
    assert.match(judge(of, of.recorded(t0, t0 + 1000), { applied }) ?? '', /second time/)
    const within = chain()
    const twice = [within.gap(t0, t0 + 1000), within.gap(t0 + 500, t0 + 600)].flat()
    assert.match(judge(within, twice) ?? '', /second time/)
  })

  it('refuses every stretch that touches another, and none that does not, as two intervals say it', () => {
    const stretch = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 20 }))
    fc.assert(
      fc.property(
        fc.array(stretch, { minLength: 1, maxLength: 6 }),
        fc.array(stretch, { maxLength: 4 }),
        (own, before) => {
          const of = chain()
          const records = own.flatMap(([from, length]) => of.gap(t0 + from, t0 + from + length))
          const applied = before.map(([from, length]) => ({ fromMs: t0 + from, toMs: t0 + from + length }))
          const covered = (ms: number, list: readonly (readonly [number, number])[]) =>
            list.filter(([from, length]) => from <= ms && ms < from + length).length
          const isTwice = Array.from({ length: 61 }, (_, ms) => ms).some(
            ms => covered(ms, own) > 1 || (covered(ms, own) > 0 && covered(ms, before) > 0),
          )
          assert.equal(judge(of, records, { applied }) !== null, isTwice)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('refuses time before the camera was added, and time to come', () => {
    const early = chain()
    assert.match(judge(early, early.gap(ground.earliestMs - 1, t0)) ?? '', /before the camera was added/)
    const late = chain()
    assert.match(judge(late, late.gap(t0, nowMs + 5 * 60_000 + 1)) ?? '', /future/)
    const edge = chain()
    assert.equal(judge(edge, edge.gap(ground.earliestMs, nowMs + 5 * 60_000)), null)
  })

  it('gives a recording no other time than its segment’s, cut only where time was accounted for', () => {
    const claim = (from: number, to: number, on: Partial<Ground> = {}) => {
      const of = chain()
      const manifest = of.segment(t0, t0 + 60_000)
      return judge(of, [manifest, of.entry(t0 + from, t0 + to, 'recorded', null, of.hashOf(manifest))], on)
    }
    assert.equal(claim(0, 60_000), null)
    for (const [from, to] of [
      [-1, 60_000],
      [0, 60_001],
      [1, 60_000],
      [0, 59_999],
    ] as const)
      assert.match(claim(from, to) ?? '', /not of the time/, `${from} ${to}`)
    assert.equal(claim(20, 60_000, { applied: [{ fromMs: t0 - 5000, toMs: t0 + 20 }] }), null)
    assert.equal(claim(20, 60_000, { addedAtMs: t0 + 20 }), null)
    assert.equal(claim(20, 60_000, { lineageBegunAtMs: t0 + 20 }), null)
    assert.match(claim(20, 60_000, { applied: [{ fromMs: t0 - 5000, toMs: t0 + 10 }] }) ?? '', /not of the time/)
  })

  it('refuses a recording of a segment that is not known or was recorded before', () => {
    const of = chain()
    const [manifest, entry] = of.recorded(t0, t0 + 1000)
    assert.match(judge(of, [entry]) ?? '', /not known/)
    const hash = of.hashOf(manifest)
    const known = {
      wallStartMs: t0,
      wallEndMs: t0 + 1000,
      claimed: null,
      evicted: false,
      configVersion: 1,
      archived: false,
    }
    assert.equal(judge(of, [entry], { manifests: new Map([[hash, known]]) }), null)
    const claimed = { ...known, claimed: { fromMs: t0, toMs: t0 + 1000 } }
    assert.match(judge(of, [entry], { manifests: new Map([[hash, claimed]]) }) ?? '', /recorded a second time/)
  })

  it('lets a recording be deleted once, with its own times, and nothing else', () => {
    const of = chain()
    const [manifest, entry] = of.recorded(t0, t0 + 1000)
    const hash = of.hashOf(manifest)
    const evict = (from: number, to: number) => of.entry(from, to, 'evicted', 'retention.age', hash)
    assert.equal(judge(of, [manifest, entry, evict(t0, t0 + 1000)]), null)
    assert.match(judge(of, [manifest, evict(t0, t0 + 1000), entry]) ?? '', /not recorded so/)
    assert.match(judge(of, [manifest, entry, evict(t0, t0 + 999)]) ?? '', /not recorded so/)
    assert.match(judge(of, [manifest, entry, evict(t0, t0 + 1000), evict(t0, t0 + 1000)]) ?? '', /second time/)
    assert.match(judge(of, [evict(t0, t0 + 1000)]) ?? '', /not known/)
  })

  it('lets ten minutes be cut into so many entries and no more, and deleting costs none of them', () => {
    const before = (entries: number) => ({ entriesOfWindow: new Map([[t0, entries]]) })
    const of = chain()
    const [manifest, entry] = of.recorded(t0, t0 + 1)
    assert.equal(judge(of, [manifest, entry, ...of.evicted(manifest)], before(entriesPerWindow - 1)), null)
    const over = chain()
    assert.match(judge(over, over.gap(t0, t0 + 1), before(entriesPerWindow)) ?? '', /more entries/)
    const two = chain()
    const pair = [two.gap(t0, t0 + 1), two.gap(t0 + 1, t0 + 2)].flat()
    assert.match(judge(two, pair, before(entriesPerWindow - 1)) ?? '', /more entries/)
    const next = chain()
    assert.equal(judge(next, next.gap(t0 + hourMs / 6, t0 + hourMs / 6 + 1), before(entriesPerWindow)), null)
  })

  it('lets a segment name no stream of another camera, and any that is not known any more', () => {
    const of = chain()
    const [manifest] = of.recorded(t0, t0 + 1000)
    assert.equal(judge(of, [manifest]), null)
    assert.match(judge(of, [manifest], { foreignStreams: new Set([manifest.streamId]) }) ?? '', /another camera/)
  })

  it('knows which causes explain which states, and no others', () => {
    const of = chain()
    for (const state of ledgerStateSchema.options.filter(one => one !== 'recorded' && one !== 'evicted')) {
      const taken = ledgerCauses.filter(cause => judge(of, of.gap(t0, t0 + 1, state, cause)) === null)
      assert.ok(taken.length > 0 && taken.length < ledgerCauses.length, `${state}: ${taken}`)
      assert.match(judge(of, of.gap(t0, t0 + 1, state, 'camera.made-up')) ?? '', /none that there is/)
      assert.match(judge(of, [of.entry(t0, t0 + 1, state, null, null)]) ?? '', /not explained/)
    }
    const manifest = of.segment(t0, t0 + 1000)
    const excused = of.entry(t0, t0 + 1000, 'recorded', 'camera.unreachable', of.hashOf(manifest))
    assert.match(judge(of, [manifest, excused]) ?? '', /names a cause/)
  })
})
