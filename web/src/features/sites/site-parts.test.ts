import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleAgent, sampleId, sampleProblem, sampleSite } from '../../testing/samples.ts'

const { AgentCard } = await load<typeof import('./agent-card.tsx')>('features/sites/agent-card.tsx')
const { Arrival } = await load<typeof import('./arrival.tsx')>('features/sites/arrival.tsx')
const { SiteList } = await load<typeof import('./site-list.tsx')>('features/sites/site-list.tsx')
const { RequestFailed } = await load<typeof import('../../api/result.ts')>('api/result.ts')

const now = Date.parse('2026-11-20T12:00:00Z')
const nothing = () => undefined
const card = (change: Parameters<typeof sampleAgent>[0] = {}, mayManage = true) =>
  render(AgentCard, { agent: sampleAgent(change), now, mayManage, onRevoke: nothing, onContinue: nothing })

test('a card says who it is, how it is and what is known, and leaves out what is not', () => {
  const words = wordsOf(card())
  assert.match(words, /^nuc-1 Connected Last seen just now Version 0\.1\.0 Settings version 4, applied/)
  assert.doesNotMatch(words, /Disk|To be reported/)
  const disk = { totalBytes: 2e12, freeBytes: 4e10, recordingBytes: 1.5e12 }
  const full = card({ disk, outboxDepth: 5, warnings: ['The clock is off by 4 s.'] })
  assert.match(wordsOf(full), /Disk 40\.0 GB free of 2\.0 TB , recordings 1\.5 TB/)
  assert.match(wordsOf(full), /To be reported 5 messages/)
  assert.match(wordsOf(card({ outboxDepth: 1 })), /To be reported 1 message /)
  assert.match(wordsOf(full), /The clock is off by 4 s\.$/)
  assert.match(full, /bg-offline"[^>]*style="width:98%"/)
})

test('trouble with settings stands out, settings in force do not', () => {
  const settings = (appliedVersion: number, error: string | null) =>
    /Settings<\/dt><dd[^>]*>(.*?)<\/dd>/.exec(card({ config: { desiredVersion: 4, appliedVersion, error } }))![1]!
  assert.doesNotMatch(settings(4, null), /class=/)
  assert.match(settings(3, null), /text-connecting/)
  assert.match(settings(3, 'no'), /text-offline/)
})

test('only who manages agents can revoke, and nobody twice', () => {
  const offered = (html: string) => html.includes('Actions for nuc-1')
  assert.deepEqual(
    [offered(card()), offered(card({}, false)), offered(card({ state: 'revoked' }))],
    [true, false, false],
  )
})

test('an agent on two machines names both, and only who manages it can choose', () => {
  const copy = (number: number, isNewest: boolean) => ({
    id: sampleId(number),
    hostname: `barn-${number}`,
    address: `192.0.2.${number}`,
    machine: null,
    firstSeenAt: '2026-11-20T11:00:00.000Z',
    lastSeenAt: '2026-11-20T11:59:00.000Z',
    isNewest,
  })
  const doubled = { state: 'cloned' as const, copies: [copy(1, true), copy(2, false)] }
  const words = wordsOf(card(doubled))
  assert.match(words, /On two machines .*barn-1 from 192\.0\.2\.1 · the newest state.*barn-2 .* an older state/)
  assert.equal(words.match(/Let this one go on/g)?.length, 2)
  assert.doesNotMatch(wordsOf(card(doubled, false)), /Let this one go on/)
  assert.match(wordsOf(card(doubled, false)), /An administrator of this site can choose/)
  assert.doesNotMatch(wordsOf(card()), /identity/)
})

test('the dialog waits for the agent while the code is good, then offers another', () => {
  const arrival = (agent: ReturnType<typeof sampleAgent> | undefined, leftMs: number) =>
    wordsOf(render(Arrival, { agent, expiresAt: new Date(Date.now() + leftMs).toISOString(), onRenew: nothing }))
  assert.match(arrival(undefined, 600_500), /^Waiting for the agent; the code is good for 10 min\b/)
  assert.equal(arrival(undefined, -1), 'The code has expired. Make a new one')
  assert.equal(arrival(sampleAgent(), -1), 'nuc-1 is connected.')
  assert.equal(arrival(sampleAgent({ state: 'offline' }), 1000), 'nuc-1 is enrolled and connecting…')
})

const other = sampleSite({ id: sampleId(21), name: 'Office' })
const list = (agents: object, mayManage = true) =>
  wordsOf(
    render(SiteList, {
      sites: [sampleSite(), other],
      agents: { data: undefined, isError: false, error: null, refetch: nothing, ...agents },
      mayManage,
      onEnrol: nothing,
      onRevoke: nothing,
      onContinue: nothing,
    }),
  )

test('each agent stands at its own site', () => {
  const words = list({ data: [sampleAgent({ hostname: 'at-the-office', siteId: other.id })] })
  assert.match(words, /^Warehouse .*No agent here yet.*Office .*at-the-office/)
  assert.equal(words.match(/at-the-office/g)?.length, 1)
})

test('a failed question about agents is told to who manages them, and the sites stay', () => {
  const failed = { isError: true, error: new RequestFailed(sampleProblem('server.busy')) }
  assert.match(list(failed), /^Title Detail\. Try again Warehouse/)
  assert.doesNotMatch(list(failed, false), /Title/)
  // What was read once stays on the screen.
  assert.doesNotMatch(list({ ...failed, data: [sampleAgent()] }), /Title/)
})
