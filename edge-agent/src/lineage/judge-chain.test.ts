import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import type { LocalChain, LocalLineage } from '../media/local-chain.ts'
import { hashOf, testId } from '../testing/records.ts'
import { judgeChain, type Verdict } from './judge-chain.ts'

const cameraId = testId()
const [ours, other] = [testId(), testId()]
/** Of our record with this number. */
const hash = (sequence: number) => hashOf(`ours ${sequence}`)
const head = (lineageId: string | null, sequence: number, its = hash(sequence)) => ({ lineageId, sequence, hash: its })

const lineage = (change: Partial<LocalLineage> = {}): LocalLineage => ({
  lineageId: ours,
  why: 'index-damaged',
  state: 'filled',
  begunAtMs: 0,
  statement: {
    kind: 'lineage',
    lineageId: ours,
    organisationId: testId(),
    cameraId,
    agentId: testId(),
    follows: head(null, 40),
    why: 'index-damaged',
    begunAtMs: 0,
    signature: 'A'.repeat(86),
  },
  ...change,
})

/** Ten records, of which six were acknowledged; the first two are forgotten. */
function judge(local: Partial<LocalChain>, remote: Partial<OwnChain>): Verdict {
  const theirs: OwnChain = { cameraId, state: 'open', reason: null, head: null, accountedToMs: null, ...remote }
  return judgeChain({
    ours: { cameraId, lineage: null, next: 10, unsent: 6, isRefused: false, ...local },
    theirs,
    hashAt: sequence => (sequence >= 2 && sequence < 10 ? hash(sequence) : null),
  })
}

const setBack = { kind: 'begin', why: 'set-back' }
const cases: readonly [string, Partial<LocalChain>, Partial<OwnChain>, object][] = [
  ['both at the same record', {}, { head: head(null, 5) }, { kind: 'goes-on' }],
  ['acknowledgements were lost', {}, { head: head(null, 8) }, { kind: 'goes-on' }],
  ['it lacks what it acknowledged', {}, { head: head(null, 3) }, { kind: 'resend', from: 4 }],
  ['it has nothing any more', {}, { head: null }, { kind: 'resend', from: 0 }],
  ['it is behind what we have forgotten', {}, { head: head(null, 0, hashOf('?')) }, { kind: 'resend', from: 1 }],
  ['it has what we never wrote', {}, { head: head(null, 10, hashOf('?')) }, setBack],
  ['it has another record than ours', {}, { head: head(null, 7, hashOf('?')) }, { kind: 'goes-on' }],
  ['as before, and nothing of ours was ever taken', { unsent: 0 }, { head: head(null, 7, hashOf('?')) }, setBack],
  ['nothing on either side', { next: 0, unsent: 0 }, {}, { kind: 'goes-on' }],
  ['refused by a control plane of before', { isRefused: true }, { head: head(null, 5) }, { kind: 'resend', from: 6 }],
  ['it goes on in a lineage that we do not know', {}, { head: head(other, 3) }, setBack],
  ['ours is newer than it knows', { lineage: lineage() }, { head: head(null, 30) }, setBack],
  ['it is right before our seam', { lineage: lineage() }, { head: head(null, 40) }, { kind: 'state-again' }],
  ['both in the same later lineage', { lineage: lineage() }, { head: head(ours, 5) }, { kind: 'goes-on' }],
  ['ours was begun', { lineage: lineage({ state: 'begun' }) }, { head: head(null, 40) }, { kind: 'state' }],
  ['ours was begun, theirs is frozen', { lineage: lineage({ state: 'begun' }) }, { state: 'frozen' }, { kind: 'held' }],
  ['frozen', {}, { state: 'frozen', head: head(null, 5) }, { kind: 'held' }],
  ['to begin anew', {}, { state: 'begin-anew', head: head(null, 5) }, { kind: 'begin', why: 'refused' }],
]

for (const [what, local, remote, verdict] of cases)
  test(`${what}: ${JSON.stringify(verdict)}`, () => assert.deepEqual(judge(local, remote), verdict))
