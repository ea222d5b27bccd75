import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { identityStore } from '../config/identity-store.ts'
import { enrolReply, testIdentity } from '../testing/enrolled.ts'
import { type Answer, localControlPlane, problem } from '../testing/local-control-plane.ts'
import { identify } from './identify.ts'
import { agentScene } from './testing/scene.ts'

const code = '0123456789ABCDEFGHJKMNPQRS'

/** `answers` in turn; the last one for ever. */
async function setUp(t: Parameters<typeof agentScene>[0] & { after(stop: () => void): void }, answers: Answer[]) {
  const { deps, dataDir, stopping, lines } = await agentScene(t, new SimulatedClock(0))
  const askedAt: number[] = []
  const controlPlane = await localControlPlane(t, systemClock, () => {
    askedAt.push(deps.clock.monotonicMs())
    return answers.length > 1 ? answers.shift()! : answers[0]!
  })
  const store = identityStore(dataDir, deps.log)
  const { clock, log, signal } = deps
  const start = (withCode: string | null) =>
    identify({ store, api: controlPlane.api, code: withCode, clock, log, signal })
  return { start, store, asked: controlPlane.asked, askedAt, clock, stopping, lines }
}

/** Until `work` is settled the clock goes on; a request by HTTP takes real time. */
async function letTimePass(clock: SimulatedClock, work: Promise<unknown>): Promise<void> {
  let isOver = false
  const end = () => {
    isOver = true
  }
  work.then(end, end)
  while (!isOver) {
    await clock.advance(100)
    await systemClock.sleep(1)
  }
}

test('an identity on the disk is enough: nobody is asked, with a code or without', async t => {
  const { start, store, asked } = await setUp(t, [problem(500, 'service.internal')])
  const identity = testIdentity()
  await store.write(identity)
  assert.deepEqual(await start(null), identity)
  assert.deepEqual(await start(code), identity)
  assert.deepEqual(asked, [])
})

test('without identity and code it says what to do', async t => {
  const { start, asked } = await setUp(t, [{ json: enrolReply() }])
  await assert.rejects(start(null), { code: 'enrolment.refused', message: /NIGHTJAR_ENROLMENT_CODE/ })
  assert.deepEqual(asked, [])
})

test('a code becomes an identity, on the disk before it is used; the private keys are not sent', async t => {
  const reply = enrolReply()
  const { start, store, asked } = await setUp(t, [{ json: reply }])
  const identity = await start(code)
  assert.equal(identity.agentId, reply.agentId)
  assert.deepEqual(await store.read(), identity)
  assert.equal(asked[0]?.what, 'POST /api/v1/agents/enrol')
  const sent = JSON.stringify(asked)
  assert.ok(sent.includes(code))
  assert.ok(!sent.includes(identity.signingKey) && !sent.includes(identity.sealingKey))
})

test('a control plane that is away is waited for, and asked again when it is back', { timeout: 60_000 }, async t => {
  const away = problem(503, 'service.unavailable')
  const { start, store, asked, askedAt, clock, lines } = await setUp(t, [away, away, { json: enrolReply() }])
  const enrolling = start(code)
  await letTimePass(clock, enrolling)
  assert.deepEqual(await store.read(), await enrolling)
  assert.equal(asked.length, 3)
  const [first = 0, second = 0, third = 0] = askedAt
  assert.ok(second - first >= 3_000 && third - second >= 3_000, `a wait before each: ${askedAt}`)
  assert.equal(lines.filter(line => /not reached/.test(line.msg)).length, 2)
})

test('a pause after wrong codes of others at our address is waited out', { timeout: 60_000 }, async t => {
  const { start, store, asked, clock } = await setUp(t, [problem(429, 'auth.rate-limited'), { json: enrolReply() }])
  const enrolling = start(code)
  await letTimePass(clock, enrolling)
  assert.deepEqual(await store.read(), await enrolling)
  assert.equal(asked.length, 2)
})

test('a refused code is final: nothing is tried again or written', async t => {
  const { start, store, asked } = await setUp(t, [problem(403, 'enrolment.refused')])
  await assert.rejects(start(code), { code: 'enrolment.refused' })
  assert.equal(asked.length, 1)
  assert.equal(await store.read(), null)
})

test('a stop ends the waiting', { timeout: 60_000 }, async t => {
  const { start, clock, stopping } = await setUp(t, [problem(503, 'service.unavailable')])
  const enrolling = start(code)
  const ended = assert.rejects(enrolling)
  await systemClock.sleep(50)
  stopping.abort()
  await letTimePass(clock, enrolling)
  await ended
})
