import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import { type TokenLineage, tokenLineageSchema } from '@nightjar/shared/protocol/agent-api.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { jwtVerify } from 'jose/jwt/verify'
import { importKey } from '../config/identity.ts'
import { createLog } from '../platform/log.ts'
import { testIdentity } from '../testing/enrolled.ts'
import { type Answer, localControlPlane, problem } from '../testing/local-control-plane.ts'
import { testRandom } from '../testing/records.ts'
import { createTokenLineages, type KeptLineage } from './token-lineage.ts'
import { createTokenSource } from './token-source.ts'

const t0 = 1_750_000_000_000
const lifeMs = 600_000

/** A control plane whose clock is ahead of the site's by `aheadMs`; `refusals` come before any token. */
async function setUp(
  t: { after(stop: () => void): void },
  { aheadMs = 0, refusals = [] as Answer[], values = [] as string[] } = {},
) {
  const clock = new SimulatedClock(t0)
  const identity = testIdentity()
  const serverMs = () => clock.wallMs() + aheadMs
  const date = () => ({ date: new Date(serverMs()).toUTCString() })
  const { api, asked, serverClock } = await localControlPlane(t, clock, () => {
    const refusal = refusals.shift()
    if (refusal) return { ...refusal, headers: date() }
    const serverTimeMs = serverMs()
    return {
      headers: date(),
      json: {
        accessToken: `token ${asked.length}`,
        expiresAtMs: serverTimeMs + lifeMs,
        ...(values.length > 0 ? { lineage: values.shift() } : {}),
        serverTimeMs,
        mqtt: { url: '/mqtt', username: 'agent', password: 'p' },
      },
    }
  })
  const written: KeptLineage[] = []
  const file = { read: async () => written.at(-1) ?? null, write: async (kept: KeptLineage) => void written.push(kept) }
  const log = createLog({ level: 'silent', role: 'test' })
  let runs = 0
  /** A run of the agent on this data folder. */
  const start = () => {
    const random = testRandom(++runs)
    const lineages = createTokenLineages({ file, hostname: 'box', machine: null, random: random.bytes })
    return createTokenSource({ api, identity, clock, serverClock, random, lineages, log })
  }
  const tokens = start()
  const lineageOf = (at: number) => (asked[at]!.json as { lineage: TokenLineage }).lineage
  const claims = async (at: number, nowMs: number) => {
    const { assertion } = asked[at]!.json as { assertion: string }
    const key = createPublicKey(importKey(identity.signingKey))
    return jwtVerify(assertion, key, { audience: 'nightjar-token', currentDate: new Date(nowMs) })
  }
  return { tokens, start, written, lineageOf, clock, asked, identity, claims, serverMs }
}

test('the assertion is signed by the key of the agent, short-lived and never the same twice', async t => {
  const { tokens, identity, claims } = await setUp(t)
  await tokens.get()
  tokens.drop()
  await tokens.get()
  const { payload, protectedHeader } = await claims(0, t0)
  assert.deepEqual(protectedHeader, { alg: 'EdDSA', typ: 'agent-assertion+jwt' })
  assert.deepEqual([payload.iss, payload.sub], [identity.agentId, identity.agentId])
  assert.ok((payload.exp ?? 0) - (payload.iat ?? 0) <= 60)
  assert.notEqual(payload.jti, (await claims(1, t0)).payload.jti)
})

test('one token serves everybody until seven tenths of its life are over', async t => {
  const { tokens, clock, asked } = await setUp(t)
  const [first, second] = await Promise.all([tokens.get(), tokens.get()])
  assert.equal(first, second)
  assert.equal(tokens.untilRefreshMs(), lifeMs * 0.7)
  await clock.advance(lifeMs * 0.7 - 1)
  assert.equal(await tokens.get(), first)
  assert.equal(asked.length, 1)
  await clock.advance(1)
  assert.equal(tokens.untilRefreshMs(), 0)
  assert.notEqual((await tokens.get()).accessToken, first.accessToken)
  assert.equal(asked.length, 2)
})

test('a token that was refused is not used again', async t => {
  const { tokens, asked } = await setUp(t)
  await tokens.get()
  tokens.drop()
  assert.equal(tokens.untilRefreshMs(), 0)
  await tokens.get()
  assert.equal(asked.length, 2)
})

test('a site whose clock is a year behind gets its token: it learns the time from the refusal', async t => {
  const year = 365 * 86_400_000
  const refusals = [problem(401, 'agent.refused')]
  const { tokens, asked, claims, serverMs } = await setUp(t, { aheadMs: year, refusals })
  await tokens.get()
  assert.equal(asked.length, 2)
  await claims(1, serverMs())
  assert.equal(tokens.untilRefreshMs(), lifeMs * 0.7, 'its life is measured by the time of the control plane')
})

test('an agent that stays refused is told so, and asks afresh the next time', async t => {
  const refusals = [1, 2].map(() => problem(401, 'agent.refused'))
  const { tokens, asked } = await setUp(t, { refusals })
  await assert.rejects(tokens.get(), { code: 'agent.refused' })
  assert.equal(asked.length, 2)
  assert.equal((await tokens.get()).accessToken, 'token 3')
})

test('each request presents the value of the last answer, with a nonce of its own that was on the disk before', async t => {
  const { tokens, lineageOf, written } = await setUp(t, { values: ['one', 'two'] })
  await tokens.get()
  tokens.drop()
  await tokens.get()
  const [first, second] = [tokenLineageSchema.parse(lineageOf(0)), tokenLineageSchema.parse(lineageOf(1))]
  assert.deepEqual([first.value, second.value], [null, 'one'])
  assert.notEqual(first.nonce, second.nonce)
  assert.equal(first.startId, second.startId)
  assert.deepEqual(written, [
    { value: null, nonce: first.nonce },
    { value: 'one', nonce: null },
    { value: 'one', nonce: second.nonce },
    { value: 'two', nonce: null },
  ])
})

test('a request without an answer is repeated with its nonce, by the next run too', async t => {
  const refusals = [problem(503, 'service.unavailable')]
  const { tokens, start, lineageOf } = await setUp(t, { refusals, values: ['one'] })
  await assert.rejects(tokens.get())
  await start().get()
  assert.equal(lineageOf(1).nonce, lineageOf(0).nonce)
  assert.notEqual(lineageOf(1).startId, lineageOf(0).startId, 'another run')
})

test('a control plane that knows nothing of it is asked as ever, without a write for each token', async t => {
  const { tokens, written } = await setUp(t)
  for (let i = 0; i < 3; i++) {
    await tokens.get()
    tokens.drop()
  }
  assert.equal(written.length, 1)
})

for (const [code, pauseMs] of [
  ['agent.cloned', 60_000],
  ['agent.retired', 600_000],
] as const) {
  test(`${code} is not asked about again within ${pauseMs / 1000} s, and may end`, async t => {
    const { tokens, clock, asked } = await setUp(t, { refusals: [problem(403, code)] })
    await assert.rejects(tokens.get(), { code, publicMessage: `Refused: ${code}.` })
    await clock.advance(pauseMs - 1)
    await assert.rejects(tokens.get(), { code })
    assert.equal(asked.length, 1)
    await clock.advance(1)
    await tokens.get()
    assert.equal(asked.length, 2)
  })
}
