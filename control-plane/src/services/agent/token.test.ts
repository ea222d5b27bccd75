import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { tokenReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import { decodeJwt, decodeProtectedHeader, SignJWT } from 'jose'
import { type AssertionClaims, type EnrolledAgent, enrolAnAgent, makeAgentKeys } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { resolveAgent, verifyForBroker } from './resolve.ts'
import { revokeAgent } from './revoke.ts'

let harness: Harness
let own: MintedOrganisation
let agent: EnrolledAgent

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
})
after(() => harness.close())

const ask = (assertion: string) => harness.request('POST', '/api/v1/agents/token', { body: { assertion } })
const statusOf = async (claims: AssertionClaims) => (await ask(await agent.assertion(claims))).status
const config = (bearer: string) => harness.request('GET', '/api/v1/agents/config', { bearer })

test('a token says who, where and for how long, with the topics of this agent only', async () => {
  const reply = await agent.token()
  const { agentId, organisationId } = agent.identity
  const { password, ...broker } = reply.mqtt
  assert.deepEqual(broker, { url: '/mqtt', username: agentId })
  const acl = {
    api: [{ permission: 'allow', action: 'subscribe', topic: `nj/none/${organisationId}/${agentId}` }],
    mqtt: [
      { permission: 'allow', action: 'publish', topic: `nj/1/${organisationId}/${agentId}/up/#` },
      { permission: 'allow', action: 'subscribe', topic: `nj/1/${organisationId}/${agentId}/down/#` },
    ],
  }
  for (const [audience, token] of [
    ['api', reply.accessToken],
    ['mqtt', password],
  ] as const) {
    assert.equal(decodeProtectedHeader(token).typ, 'agent+jwt')
    const claims = decodeJwt<{ acl: unknown; org: string }>(token)
    assert.deepEqual([claims.sub, claims.org, claims.aud], [agentId, organisationId, audience])
    assert.deepEqual(claims.acl, acl[audience])
  }
  assert.ok(Math.abs(reply.expiresAtMs - harness.clock.wallMs() - 15 * 60_000) < 10_000)
})

test('what the broker sees as a password opens nothing at the HTTP API, and the reverse', async () => {
  const { accessToken, mqtt } = await agent.token()
  assert.equal((await config(accessToken)).status, 200)
  assert.equal((await config(mqtt.password)).status, 401)
  assert.equal((await verifyForBroker(harness.base, mqtt.password)).subject, agent.identity.agentId)
  await assert.rejects(verifyForBroker(harness.base, accessToken), { code: 'agent.refused' })
})

test('an assertion is honoured once', async () => {
  const assertion = await agent.assertion()
  assert.equal((await ask(assertion)).status, 200)
  assert.equal((await ask(assertion)).status, 401)
})

test('an assertion that lives too long, is old, is early, or is meant for others is refused', async () => {
  const nowMs = harness.clock.wallMs()
  assert.equal(await statusOf({ lifeSeconds: 3600 }), 401)
  assert.equal(await statusOf({ nowMs: nowMs - 300_000 }), 401)
  assert.equal(await statusOf({ nowMs: nowMs + 300_000 }), 401)
  assert.equal(await statusOf({ audience: 'another' }), 401)
  assert.equal(await statusOf({ type: 'agent+jwt' }), 401)
  assert.equal(await statusOf({ nowMs: nowMs - 60_000 }), 200, 'a minute of difference is tolerated')
})

test('another key, no signature and nonsense are refused', async () => {
  const { agentId } = agent.identity
  const stranger = await makeAgentKeys()
  const now = Math.floor(harness.clock.wallMs() / 1000)
  const forged = await new SignJWT({ jti: 'x'.repeat(20) })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'agent-assertion+jwt' })
    .setIssuer(agentId)
    .setSubject(agentId)
    .setAudience('nightjar-token')
    .setIssuedAt(now)
    .setExpirationTime(now + 30)
    .sign(stranger.signing)
  assert.equal((await ask(forged)).status, 401)
  const [, payload] = (await agent.assertion()).split('.')
  const none = Buffer.from('{"alg":"none","typ":"agent-assertion+jwt"}').toString('base64url')
  assert.equal((await ask(`${none}.${payload}.`)).status, 401)
  assert.equal((await ask('nonsense')).status, 401)
})

test('the token opens the routes of agents until it expires, and none of them without it', async () => {
  const { accessToken } = await agent.token()
  assert.equal((await config(accessToken)).status, 200)
  assert.equal((await config(`${accessToken.slice(0, -4)}AAAA`)).status, 401)
  assert.equal((await harness.request('GET', '/api/v1/agents/config')).status, 401)
  assert.equal(
    (await harness.request('GET', '/api/v1/agents/config', { cookie: own.administrator.cookie })).status,
    401,
  )
  assert.equal((await harness.request('GET', '/api/v1/sites', { bearer: accessToken })).status, 401)
  harness.clock.advance(16 * 60_000)
  assert.equal((await config(accessToken)).status, 401)
})

test('a revoked agent acts no more, with the token that it has or with a new one (F25)', async () => {
  const other = await enrolAnAgent(harness, own)
  const { accessToken } = await other.token()
  assert.ok(await resolveAgent(harness.base, accessToken))
  await revokeAgent(harness.as(own.administrator.actor), other.identity.agentId)
  assert.equal(await resolveAgent(harness.base, accessToken), null)
  assert.equal((await config(accessToken)).status, 401)
  await assert.rejects(other.token(), /401/)
})

test('no token and no assertion stands in a log line', async () => {
  const assertion = await agent.assertion()
  const reply = tokenReplySchema.parse(await (await ask(assertion)).json())
  const lines = harness.logLines.join('')
  assert.ok(!lines.includes(assertion) && !lines.includes(reply.accessToken))
  assert.ok(!lines.includes(reply.mqtt.password))
})
