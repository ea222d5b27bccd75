import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { SignJWT } from 'jose'
import { signAccessToken, verifyAccessToken } from './access-token.ts'
import { linkAcl } from './acl.ts'
import { privateKeyFromSeed, publicPartOf } from './ed25519.ts'

const privateKey = privateKeyFromSeed(randomBytes(32))
const publicKey = publicPartOf(privateKey)
const keys = async (keyId: string) => (keyId === 'ours' ? publicKey : null)
const nowMs = 1_795_219_200_000
const identity = { subject: 'link', organisationId: null, acl: linkAcl, expiresAtMs: nowMs + 60_000 }
const refused = (error: unknown) => error instanceof AppError && error.code === 'agent.refused'

/** As ours is made, but for what the test changes. */
function forge(header: object, claims: object, key: Parameters<SignJWT['sign']>[0] = privateKey): Promise<string> {
  const all = { iss: 'nightjar', aud: 'api', sub: 'link', org: null, acl: linkAcl, exp: nowMs / 1000 + 60 }
  return new SignJWT({ ...all, ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: 'agent+jwt', kid: 'ours', ...header })
    .sign(key)
}

test('a token says what was put into it, at the door that it was made for and at no other', async () => {
  for (const [audience, other] of [
    ['api', 'mqtt'],
    ['mqtt', 'api'],
  ] as const) {
    const token = await signAccessToken({ keyId: 'ours', privateKey }, audience, identity, nowMs)
    assert.deepEqual(await verifyAccessToken(token, audience, keys, nowMs), identity)
    await assert.rejects(verifyAccessToken(token, other, keys, nowMs), refused)
  }
  assert.ok(
    await verifyAccessToken(await forge({}, {}), 'api', keys, nowMs),
    'the forge below differs in one thing only',
  )
})

test('a token of the release before, for both doors, passes at both until it runs out', async () => {
  const token = await forge({}, { aud: ['api', 'mqtt'] })
  for (const audience of ['api', 'mqtt'] as const) {
    assert.ok(await verifyAccessToken(token, audience, keys, nowMs))
    await assert.rejects(verifyAccessToken(token, audience, keys, nowMs + 61_000), refused)
  }
})

test('expired, another type, audience or issuer, without an access list: each is refused', async () => {
  const token = await signAccessToken({ keyId: 'ours', privateKey }, 'api', identity, nowMs)
  await assert.rejects(verifyAccessToken(token, 'api', keys, nowMs + 61_000), refused)
  for (const [header, claims] of [
    [{ typ: 'JWT' }, {}],
    [{ typ: 'agent-assertion+jwt' }, {}],
    [{}, { aud: ['other'] }],
    [{}, { iss: 'other' }],
    [{}, { acl: undefined }],
    [{}, { acl: [] }],
    [{}, { acl: [{ permission: 'deny', action: 'publish', topic: '#' }] }],
    [{}, { exp: undefined }],
    [{}, { sub: undefined }],
    [{ kid: 'unknown' }, {}],
    [{ kid: undefined }, {}],
  ] as const) {
    const forged = await forge(header, claims)
    await assert.rejects(verifyAccessToken(forged, 'api', keys, nowMs), refused, JSON.stringify([header, claims]))
  }
})

test('the algorithm is ours, not the header’s: no HMAC with the public key, no "none"', async () => {
  const hmac = await forge({ alg: 'HS256' }, {}, Buffer.from(publicKey, 'base64url'))
  await assert.rejects(verifyAccessToken(hmac, 'api', keys, nowMs), refused)
  const [, payload] = (await forge({}, {})).split('.')
  const header = Buffer.from('{"alg":"none","typ":"agent+jwt","kid":"ours"}').toString('base64url')
  await assert.rejects(verifyAccessToken(`${header}.${payload}.`, 'api', keys, nowMs), refused)
  await assert.rejects(verifyAccessToken('', 'api', keys, nowMs), refused)
})

test('a token that another key signed, or that was changed, is refused', async () => {
  const other = await forge({}, {}, privateKeyFromSeed(randomBytes(32)))
  await assert.rejects(verifyAccessToken(other, 'api', keys, nowMs), refused)
  const [header, , signature] = (await forge({}, {})).split('.')
  const raised = Buffer.from(JSON.stringify({ sub: 'link', acl: linkAcl, exp: 9e9 })).toString('base64url')
  await assert.rejects(verifyAccessToken(`${header}.${raised}.${signature}`, 'api', keys, nowMs), refused)
})
