import '../../testing/zone.ts'
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { answerApi } from '../../testing/answers.ts'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleCamera, sampleId, sampleProblem } from '../../testing/samples.ts'

const { ChainNote } = await load<typeof import('./chain-note.tsx')>('features/cameras/chain-note.tsx')
const { EvictionNote } = await load<typeof import('./eviction-note.tsx')>('features/cameras/eviction-note.tsx')
const { ChainChoices } = await load<typeof import('./chain-choices.tsx')>('features/cameras/chain-choices.tsx')
const { evictionWords } = await import('./eviction-words.ts')
const { Refused } = await load<typeof import('./refusal-evidence.tsx')>('features/cameras/refusal-evidence.tsx')
const { refusalWords } = await import('./refusal-words.ts')
const { createChainDecision } = await import('./create-chain-decision.ts')

const since = '2026-11-20T12:00:00.000Z'
const reason = 'Time is accounted for a second time.'
const standing = (change: Partial<Camera['chain']>) =>
  sampleCamera({
    chain: { state: 'open', since: null, reason: null, held: null, seam: null, evictedEarly: null, ...change },
  })
const note = (camera: Camera, mayManage = true) => render(ChainNote, { camera, mayManage, onDecide: () => undefined })

test('a camera whose records are taken says nothing of them', () => {
  assert.equal(wordsOf(note(standing({}))), '')
})

test('refused records are named with the reason, and who may decide finds the way', () => {
  const frozen = standing({ state: 'frozen', since, reason })
  const html = note(frozen)
  assert.match(wordsOf(html), /Records refused Time is accounted for a second time\. Recording goes on .* Decide…/)
  assert.match(html, /aria-label="Decide about the records of Gate"/)
  assert.doesNotMatch(wordsOf(note(frozen, false)), /Decide/)
})

test('records that wait for an upgrade say so, and leave nothing to decide', () => {
  const words = wordsOf(note(standing({ held: { since, reason: 'Update the control plane.' } })))
  assert.match(words, /Records wait Update the control plane\. The agent keeps them\./)
  assert.doesNotMatch(words, /Decide/)
})

test('recordings that went early say how long they were kept, what to do, and that it may be a lie', () => {
  const now = Date.parse('2026-11-21T12:00:00.000Z')
  const early = {
    causes: ['retention.space', 'retention.quota'],
    count: 1204,
    from: '2026-11-03T00:00:00.000Z',
    to: '2026-11-12T08:00:00.000Z',
    since: '2026-11-20T00:00:00.000Z',
    last: '2026-11-21T11:00:00.000Z',
    keptDays: 9.17,
    promisedDays: 30 as number | null,
  }
  const words = (change: Partial<typeof early>) => evictionWords({ ...early, ...change }, now)
  const missing = words({ causes: ['retention.missing'], promisedDays: null })
  assert.equal(missing.title, 'Recordings missing')
  assert.match(missing.detail, /^1204 segments between .* were not found, the last one .* right disk mounted/)
  assert.equal(words({ causes: ['retention.damaged'] }).title, 'Recordings damaged')
  const unknown = words({ causes: ['retention.quota'], promisedDays: null }).detail
  assert.match(unknown, /^The quota holds 9\.1 days: 1204 segments .* by no setting that is known here\.$/)
  const { title, detail, doubt } = words({})
  assert.equal(title, 'Deleted early')
  assert.match(detail, /^The disk holds 9\.1 of 30 days: 1204 segments between .* went before .* larger disk/)
  assert.match(doubt, /ask the site .* revoke the agent/)
  assert.match(words({ causes: ['retention.quota'], keptDays: 20.7 }).detail, /^The quota holds 20 of .* Raise the/)
  assert.match(words({ causes: ['retention.age'], keptDays: 0.05 }).detail, /^The agent kept 1 hour of 30 days/)
  assert.equal(wordsOf(render(EvictionNote, { camera: standing({}), now })), '')
})

test('what was decided already is not offered again', () => {
  const choices = (state: 'frozen' | 'begin-anew') =>
    wordsOf(render(ChainChoices, { state, onChoose: () => undefined, onClose: () => undefined }))
  assert.match(choices('frozen'), /Begin anew….*Let it send again…/)
  assert.doesNotMatch(choices('begin-anew'), /Begin anew/)
})

test('nothing is done before it was asked for twice; a refusal is shown and can be tried again', async () => {
  const anew = { state: 'begin-anew', since, reason, held: null, seam: null, evictedEarly: null }
  const answers = [
    { problem: sampleProblem('resource.conflict') },
    { body: { cameraId: sampleId(1), ...anew, seams: [], refused: null } },
  ]
  const asked = answerApi(() => answers.shift()!)
  const done: string[] = []
  const decision = createChainDecision(sampleId(1), how => done.push(how))
  await decision.confirm()
  decision.choose('begin-anew')
  assert.deepEqual(asked, [])
  await decision.confirm()
  assert.equal(decision.problem()?.detail, 'Detail.')
  await decision.confirm()
  const address = `POST /cameras/${sampleId(1)}/chain/begin-anew`
  assert.deepEqual(
    [asked.map(({ method, path }) => `${method} ${path}`), done, decision.problem()],
    [[address, address], ['begin-anew'], null],
  )
})

const ms = (text: string) => Date.parse(`2026-11-20T${text}Z`)
const records = [
  { kind: 'segment', sequence: 8, wallStartMs: ms('10:00:00'), wallEndMs: ms('10:01:00'), mediaHash: 'ab' },
  { kind: 'ledger', sequence: 9, fromMs: ms('10:00:00'), toMs: ms('10:04:00'), state: 'camera-down' },
]

test('what was refused is said in words: how many records, of what time, and each', () => {
  assert.deepEqual(refusalWords({ records }), {
    title: '2 records, of Fri, 20 Nov 2026 11:00:00 to 11:04:00',
    records: [
      'Record 8 of the chain: segment, Fri, 20 Nov 2026 11:00:00 to 11:01:00',
      'Record 9 of the chain: entry “camera-down”, Fri, 20 Nov 2026 11:00:00 to 11:04:00',
    ],
  })
})

test('records that are of no form are counted, whatever they say', () => {
  const odd = [null, 'text', { kind: 'segment', sequence: 1, wallStartMs: 1e300, wallEndMs: 0 }, { kind: '<b>' }]
  const { title, records: lines } = refusalWords({ records: odd })
  assert.equal(title, '4 records')
  assert.deepEqual(new Set(lines.map(line => line.replace(/\d/, 'N'))).size, 1)
})

test('the refused records can be read, copied and downloaded as they came', () => {
  const html = render(Refused, { refusal: { id: sampleId(7), at: since, reason, records } })
  assert.match(wordsOf(html), /Refused on Fri, 20 Nov 2026 at 13:00:00: Time is accounted for a second time\./)
  assert.ok(wordsOf(html).includes('"mediaHash": "ab"'))
  assert.match(html, /<a[^>]*download="nightjar-refused-[^"]*\.json"/)
  assert.match(html, /aria-label="Copy the refused records"/)
})
