import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeChain } from '../../../testing/make-chain.ts'
import { earlyEvictions } from './early-evictions.ts'
import { type AppliedManifest, dayMs, type RetentionSetting } from './ground.ts'
import { judgeEviction } from './judge-eviction.ts'

const nowMs = 1000 * dayMs
const minuteMs = 60_000
const setting = (version: number, retentionDays: number | null, quotaBytes: number | null = null) => ({
  isKnown: true,
  version,
  retentionDays,
  quotaBytes,
})
/** Of a recording that ended so many days ago. */
const judge = (cause: string, days: number, retentions: readonly RetentionSetting[], configVersion = 5) =>
  judgeEviction(
    { cause },
    { configVersion, wallEndMs: nowMs - days * dayMs },
    { nowMs, retentions, lineageBegunAtMs: null },
  )

describe('a recording that is said to be deleted', () => {
  it('for its age is so only when it is as old as the settings say, with room for clocks', () => {
    const week = [setting(1, 7)]
    assert.equal(judge('retention.age', 7, week), null)
    assert.equal(judge('retention.age', 7 - (9 * minuteMs) / dayMs, week), null)
    assert.match(judge('retention.age', 7 - (11 * minuteMs) / dayMs, week) ?? '', /before any setting allows it/)
    assert.match(judge('retention.age', 0, week) ?? '', /before any setting allows it/)
    assert.match(judge('retention.age', 500, [setting(1, null)]) ?? '', /no setting has ever said when/)
  })

  it('is held against the lowest setting since it was begun, which its agent may still have followed', () => {
    const lowered = [setting(1, 30), setting(6, 2), setting(7, 30)]
    assert.equal(judge('retention.age', 2, lowered), null, 'lowered and raised again')
    assert.equal(judge('retention.age', 2, lowered, 6), null, 'the agent had not heard of 30 days again')
    assert.match(judge('retention.age', 2, lowered, 7) ?? '', /before any setting/)
    assert.match(judge('retention.age', 1, lowered) ?? '', /before any setting/)
    assert.match(judge('retention.age', 2, [setting(1, 2), setting(5, 30)]) ?? '', /before any setting/, 'long ago')
    assert.equal(judge('retention.age', 2, [setting(1, null), setting(9, 2)]), null)
  })

  it('is taken where the settings of its time are not known any more', () => {
    assert.equal(judge('retention.age', 0, []), null)
    assert.equal(judge('retention.age', 0, [setting(6, 7)]), null)
    assert.equal(judge('retention.quota', 0, [setting(6, 7)]), null)
  })

  it('is taken where a setting between is not known', () => {
    const between = [setting(1, 30), { ...setting(3, null), isKnown: false }, setting(6, 30)]
    assert.equal(judge('retention.age', 0, between, 2), null)
    assert.equal(judge('retention.quota', 0, between, 4), null)
    assert.match(judge('retention.age', 0, between, 6) ?? '', /before any setting/)
  })

  it('for a quota is so only where one was set, and for want of space always', () => {
    assert.match(judge('retention.quota', 0, [setting(1, 7)]) ?? '', /none was ever set/)
    assert.match(judge('retention.quota', 0, [setting(1, 7, 1e9), setting(5, 7)]) ?? '', /none was ever set/)
    assert.equal(judge('retention.quota', 0, [setting(1, 7), setting(6, 7, 1e9)]), null)
    assert.equal(judge('retention.space', 0, [setting(1, 7)]), null)
  })

  it('is early where it was promised longer and no archive has it', () => {
    const chain = makeChain()
    const fromMs = nowMs - 3 * dayMs
    const [manifest] = chain.recorded(fromMs, fromMs + minuteMs)
    const [entry] = chain.evicted(manifest, 'retention.quota')
    const hash = chain.hashOf(manifest)
    const early = (retentions: readonly RetentionSetting[], archived = false) => {
      const applied = { ...manifest, archived, claimed: null, evicted: false } satisfies AppliedManifest
      const record = { record: entry!, hash: chain.hashOf(entry!) }
      return earlyEvictions([record], { nowMs, retentions, manifests: new Map([[hash, applied]]) })
    }
    const [found] = early([setting(1, 7)])
    assert.deepEqual([found?.cause, found?.fromMs, found?.promisedDays], ['retention.quota', fromMs, 7])
    assert.ok(Math.abs(found!.keptDays - 3) < 0.01)
    assert.deepEqual(early([setting(1, 7)], true), [])
    assert.deepEqual(early([setting(1, 2)]), [])
    assert.deepEqual(early([setting(1, null, 1e9)]), [], 'nothing was promised')
    const both = [manifest, entry!].map(record => ({ record, hash: chain.hashOf(record) }))
    assert.equal(earlyEvictions(both, { nowMs, retentions: [setting(1, 7)], manifests: new Map() }).length, 1)
  })
})
