import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { loadConfig, StartRefused } from './load.ts'

const strong = randomBytes(32).toString('base64')
const refusal = (environment: NodeJS.ProcessEnv): string => {
  try {
    loadConfig(environment)
  } catch (error) {
    assert.ok(error instanceof StartRefused)
    return error.message
  }
  return ''
}

test('an empty environment is a working installation on this machine', () => {
  const config = loadConfig({})
  assert.equal(config.NIGHTJAR_PORT, 8080)
  assert.equal(config.NIGHTJAR_HOST, '127.0.0.1')
  assert.deepEqual(config.NIGHTJAR_ROLES, ['api', 'link', 'broker', 'jobs'])
  assert.deepEqual(config.warnings, [])
})

test('every wrong variable is named in a sentence', () => {
  const message = refusal({
    NIGHTJAR_PORT: 'eighty',
    NIGHTJAR_ROLES: 'api,cook',
    PUBLIC_ORIGIN: 'https://a.example/path',
  })
  for (const name of ['NIGHTJAR_PORT', 'NIGHTJAR_ROLES', 'PUBLIC_ORIGIN'])
    assert.ok(message.includes(`${name}: `), message)
  assert.match(refusal({ TRUSTED_PROXIES: '10.0.0.0/8, proxy' }), /TRUSTED_PROXIES: "proxy"/)
  assert.match(refusal({ NIGHTJAR_S3_BUCKET: 'b' }), /NIGHTJAR_S3_ACCESS_KEY_ID: is missing/)
})

test('a typing error in a name is a warning', () => {
  const { warnings } = loadConfig({ NIGHTJAR_PROT: '80', NIGHTJAR_CONTROL_PLANE: 'http://localhost', HOME: '/root' })
  assert.deepEqual(warnings, ['NIGHTJAR_PROT is not a setting of Nightjar and is ignored.'])
})

test('a short, sample or repetitive SECRET_KEY is refused (R99)', () => {
  const withKey = (SECRET_KEY: string) => refusal({ PUBLIC_ORIGIN: 'https://nvr.example.org', SECRET_KEY })
  for (const key of [
    strong.slice(0, 31),
    'a'.repeat(64),
    'abababababababababababababababababab',
    'change-me-change-me-change-me-change-me',
    `my-secret-key-${'0123456789abcdef'.repeat(2)}`,
  ])
    assert.match(withKey(key), /^SECRET_KEY: Use at least 32 random characters/, key)
  assert.equal(withKey(strong), '')
  assert.equal(withKey(randomBytes(16).toString('hex')), '')
})

test('in production on a server database SECRET_KEY must be there', () => {
  const server = { PUBLIC_ORIGIN: 'https://nvr.example.org', DATABASE_URL: 'postgresql://u@db/nightjar' }
  assert.match(refusal(server), /^SECRET_KEY: is not set/)
  assert.equal(refusal({ ...server, SECRET_KEY: strong }), '')
})

test('ALLOW_WEAK_SECRET helps on this machine only (R100)', () => {
  const weak = { SECRET_KEY: 'short', ALLOW_WEAK_SECRET: 'true' }
  assert.match(loadConfig(weak).warnings.join(), /ALLOW_WEAK_SECRET/)
  assert.match(refusal({ ...weak, PUBLIC_ORIGIN: 'https://nvr.example.org' }), /ALLOW_WEAK_SECRET/)
  assert.match(refusal({ ...weak, NIGHTJAR_HOST: '0.0.0.0' }), /ALLOW_WEAK_SECRET/)
})

test('no wildcard is an origin (R128)', () => {
  assert.match(refusal({ ALLOWED_ORIGINS: '*' }), /ALLOWED_ORIGINS/)
  assert.match(refusal({ ALLOWED_ORIGINS: 'https://*.example.org/' }), /ALLOWED_ORIGINS/)
  assert.deepEqual(loadConfig({ ALLOWED_ORIGINS: 'https://a.example, https://b.example' }).ALLOWED_ORIGINS, [
    'https://a.example',
    'https://b.example',
  ])
})
