import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerApi } from '../../testing/answers.ts'
import { withOwner } from '../../testing/reactive.ts'
import { sampleAgent, sampleId, sampleProblem, sampleSite } from '../../testing/samples.ts'

const { createSignal } = await import('solid-js')
const { createEnrolling } = await import('./create-enrolling.ts')

const site = sampleSite()
const enrolment = {
  id: sampleId(90),
  siteId: site.id,
  code: 'ABCD-EFGH',
  command: 'npm run agent',
  expiresAt: '2026-11-20T12:15:00.000Z',
}
/** One question and its answer. */
const answered = () => new Promise(resolve => setTimeout(resolve, 20))

test('a code is made at once, and another on request', async () => {
  const asked = answerApi(() => ({ body: enrolment }))
  await withOwner(async () => {
    const enrolling = createEnrolling(site.id, () => [])
    assert.equal(enrolling.enrolment(), null)
    await answered()
    assert.equal(enrolling.enrolment()?.code, 'ABCD-EFGH')
    const renewing = enrolling.ask()
    assert.equal(enrolling.enrolment(), null, 'the expired code is no longer shown')
    await renewing
    assert.deepEqual(
      asked.map(({ method, path }) => `${method} ${path}`),
      Array(2).fill(`POST /sites/${site.id}/enrolments`),
    )
  })
})

test('the agent that arrives is the new one of this site, not one that was there or another site’s', async () => {
  answerApi(() => ({ body: enrolment }))
  await withOwner(async () => {
    const [agents, setAgents] = createSignal([sampleAgent()])
    const enrolling = createEnrolling(site.id, agents)
    assert.equal(enrolling.arrived(), undefined)
    const elsewhere = sampleAgent({ id: sampleId(31), siteId: sampleId(21) })
    setAgents([sampleAgent(), elsewhere])
    assert.equal(enrolling.arrived(), undefined)
    setAgents([sampleAgent(), elsewhere, sampleAgent({ id: sampleId(32), hostname: 'nuc-2' })])
    assert.equal(enrolling.arrived()?.hostname, 'nuc-2')
    await answered()
  })
})

test('a refusal is shown and gone with the next code', async () => {
  let refuse = true
  answerApi(() => (refuse ? { problem: sampleProblem('auth.forbidden') } : { body: enrolment }))
  await withOwner(async () => {
    const enrolling = createEnrolling(site.id, () => [])
    await answered()
    assert.equal(enrolling.problem()?.code, 'auth.forbidden')
    refuse = false
    await enrolling.ask()
    assert.deepEqual([enrolling.problem(), enrolling.enrolment()?.code], [null, 'ABCD-EFGH'])
  })
})
