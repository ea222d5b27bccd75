import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import { makeChain } from '../../testing/make-chain.ts'
import { verifyRecords } from './verify-records.ts'

const none = new Map<number, string>()
const hashesOf = (chain: ReturnType<typeof makeChain>) =>
  new Map(chain.records.map(record => [record.sequence, chain.hashOf(record)]))

describe('chain of records', () => {
  it('is taken over where it continues exactly', () => {
    const chain = makeChain()
    const records = [chain.recorded(0, 10), chain.gap(10, 20), chain.recorded(20, 30)].flat()
    const verdict = verifyRecords(records, chain.owner, null, none)
    assert.equal(verdict.kind, 'continues')
    assert.ok(verdict.kind === 'continues')
    assert.equal(verdict.fresh.length, 5)
    assert.deepEqual(verdict.head, { sequence: 4, hash: chain.hashOf(records.at(-1)!) })
    const more = chain.recorded(30, 40)
    assert.equal(verifyRecords(more, chain.owner, verdict.head, none).kind, 'continues')
  })

  it('is known when it comes again, and only its new end is fresh', () => {
    const chain = makeChain()
    const first = chain.recorded(0, 10)
    const head = { sequence: 1, hash: chain.hashOf(first[1]!) }
    const known = hashesOf(chain)
    assert.deepEqual(verifyRecords(first, chain.owner, head, known), { kind: 'known' })
    const verdict = verifyRecords([...first, ...chain.recorded(10, 20)], chain.owner, head, known)
    assert.ok(verdict.kind === 'continues')
    assert.deepEqual(
      verdict.fresh.map(({ record }) => record.sequence),
      [2, 3],
    )
  })

  it('waits where something before it has not arrived', () => {
    const chain = makeChain()
    chain.recorded(0, 10)
    assert.deepEqual(verifyRecords(chain.recorded(10, 20), chain.owner, null, none), { kind: 'gap' })
  })

  const rejectedAs = (words: RegExp, ...args: Parameters<typeof verifyRecords>) => {
    const verdict = verifyRecords(...args)
    assert.ok(verdict.kind === 'rejected', verdict.kind)
    assert.match(verdict.reason, words)
  }

  it('rejects every change to a signed record', () => {
    const chain = makeChain()
    const [manifest, entry] = chain.recorded(0, 10)
    const changes: [ChainRecord, object][] = [
      [manifest!, { mediaHash: 'e'.repeat(64) }],
      [manifest!, { wallEndMs: 11 }],
      [manifest!, { signature: 'A'.repeat(86) }],
      [entry!, { toMs: 12 }],
    ]
    for (const [record, change] of changes) {
      const changed = { ...record, ...change } as ChainRecord
      const [owner, head] = [chain.owner, record === manifest ? null : { sequence: 0, hash: chain.hashOf(manifest!) }]
      rejectedAs(/signature/, [changed], owner, head, none)
    }
  })

  it('rejects records of another camera, agent, site or organisation', () => {
    const chain = makeChain()
    const records = chain.recorded(0, 10)
    const other = makeChain().owner
    for (const part of ['organisationId', 'siteId', 'agentId', 'cameraId'] as const)
      rejectedAs(/belong/, records, { ...chain.owner, [part]: other[part] }, null, none)
    rejectedAs(/signature/, records, { ...chain.owner, publicKey: other.publicKey }, null, none)
  })

  it('rejects a batch with a record left out, doubled or out of order', () => {
    const chain = makeChain()
    const [a, b, c] = [...chain.recorded(0, 10), chain.gap(10, 20)[0]!]
    for (const batch of [
      [a!, c!],
      [a!, a!],
      [b!, a!],
      [a!, c!, b!],
    ])
      rejectedAs(/follow/, batch, chain.owner, null, none)
  })

  it('notices an agent that was set back and went another way', () => {
    const chain = makeChain()
    const past = chain.recorded(0, 10)
    const head = { sequence: 1, hash: chain.hashOf(past[1]!) }
    const fork = chain.restart()
    const other = fork.recorded(0, 11)
    rejectedAs(/forked/, other, chain.owner, head, hashesOf(chain))
    rejectedAs(/forked/, fork.gap(11, 20), chain.owner, head, hashesOf(chain))
  })
})
