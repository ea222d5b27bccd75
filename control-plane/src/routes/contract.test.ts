import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { problemSchema } from '@nightjar/shared/api/problem.ts'
import { bootstrapOrganisation } from '../services/organisation/bootstrap.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { testSetupToken } from '../testing/test-parts.ts'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

interface Operation {
  readonly responses: Record<string, { content?: Record<string, unknown> }>
  readonly security: unknown
  readonly 'x-nightjar-policy': string
}

test('every API route is in the OpenAPI 3.1 document, with its policy and a problem answer', async () => {
  const document = (await (await harness.request('GET', '/api/v1/openapi.json')).json()) as {
    openapi: string
    paths: Record<string, Record<string, Operation>>
  }
  assert.equal(document.openapi, '3.1.0')
  const documented = harness.app.endpoints.filter(({ path }) => !path.startsWith('/archive/'))
  for (const { method, path, policy } of documented) {
    const operation = document.paths[path]?.[method]
    assert.ok(operation, `${method} ${path} is not in the document`)
    assert.equal(operation['x-nightjar-policy'], policy)
    assert.ok(operation.responses.default?.content?.['application/problem+json'])
  }
})

test('headers that protect are on every answer, errors included (R101, R102)', async () => {
  const answers = await Promise.all(
    ['/healthz', '/api/v1/me', '/api/v1/nothing', '/archive/x'].map(path => harness.request('GET', path)),
  )
  for (const { headers } of answers) {
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('x-frame-options'), 'DENY')
    assert.ok(headers.get('referrer-policy'))
    assert.equal(headers.get('cross-origin-resource-policy'), 'same-origin')
    const policy = headers.get('content-security-policy') ?? ''
    assert.match(policy, /default-src 'none'; script-src 'self';/)
    assert.match(policy, /connect-src 'self' ws:\/\/localhost:8080 /)
    assert.doesNotMatch(policy, /unsafe/)
    assert.equal(headers.get('access-control-allow-origin'), null)
  }
  assert.equal(answers[1]?.headers.get('cache-control'), 'no-store')
})

test('the security policy is the same whatever Host says: it names the configured origins only', async () => {
  const policyFor = async (host: string) =>
    (await harness.request('GET', '/healthz', { headers: { host } })).headers.get('content-security-policy')
  const policy = await policyFor('localhost:8080')
  for (const host of ['evil.example', 'evil.example:8080', '10.0.0.66', "evil; script-src 'unsafe-inline'"]) {
    assert.equal(await policyFor(host), policy, host)
  }
})

test('a change with a session cookie from another site is refused, whatever its content type', async () => {
  const { cookie } = own.administrator
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
    const headers = { origin: 'https://evil.example', 'content-type': type }
    const response = await harness.request('POST', '/api/v1/sites', { cookie, headers, body: { name: 'Evil' } })
    assert.equal(response.status, 403, type)
    assert.equal(problemSchema.parse(await response.json()).code, 'auth.cross-site')
  }
})

test('only JSON is taken, and broken JSON is said to be broken', async () => {
  const { cookie } = own.administrator
  const form = await harness.request('POST', '/api/v1/sites', {
    cookie,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'name=x',
  })
  const broken = await harness.request('POST', '/api/v1/sites', { cookie, body: '{"name":' })
  for (const response of [form, broken]) {
    assert.equal(response.status, 422)
    assert.equal(problemSchema.parse(await response.json()).code, 'input.malformed-json')
  }
})

test('a failed sign-in is in the log with its address, without what was typed', async () => {
  const typed = { username: 'my-Secret-typed-as-name', password: 'some wrong password' }
  const response = await harness.request('POST', '/api/v1/auth/login', { body: typed })
  assert.equal(response.status, 401)
  assert.ok(
    harness.logLines.some(line => line.includes('auth.wrong-credentials') && line.includes('sign-in from unknown')),
  )
  for (const secret of Object.values(typed)) assert.ok(!harness.logLines.join('').includes(secret))
})

test('a NUL in a text is the fault of who sent it', async () => {
  const [name, timeZone] = ['a\u0000b', 'UTC']
  const login = { username: 'a\u0000b', password: 'whatever it may be' }
  for (const response of [
    await harness.request('POST', '/api/v1/auth/login', { body: login }),
    await harness.request('POST', '/api/v1/sites', { cookie: own.administrator.cookie, body: { name, timeZone } }),
  ]) {
    assert.equal(response.status, 422)
    assert.equal(problemSchema.parse(await response.json()).code, 'input.invalid')
  }
})

test('a known address with another method is a 405 that names the right ones', async () => {
  const response = await harness.request('DELETE', '/api/v1/sites')
  assert.equal(response.status, 405)
  assert.deepEqual(response.headers.get('allow')?.split(', ').sort(), ['GET', 'POST'])
  assert.equal(problemSchema.parse(await response.json()).status, 405)
})

test('an internal error says nothing of itself, and the log has it under the request id', async () => {
  const broken = await openHarness({
    parts: () => ({
      health: { roles: new Map() },
      limits: { login: { consume: () => Promise.reject(new Error('the private story')) } } as never,
    }),
  })
  const response = await broken.request('POST', '/api/v1/auth/login', { body: { username: 'a', password: 'b' } })
  assert.equal(response.status, 500)
  const text = await response.text()
  assert.ok(!text.includes('private story'))
  const { requestId } = problemSchema.parse(JSON.parse(text))
  assert.ok(broken.logLines.some(line => line.includes(requestId) && line.includes('the private story')))
  await broken.close()
})

test('setup, me, logout: the cookie is HttpOnly and is worth nothing after logout (R24, R31)', async () => {
  const fresh = await openHarness()
  await bootstrapOrganisation(fresh.base, 'UTC')
  const body = { token: testSetupToken, username: 'ada', password: 'a long enough password' }
  const made = await fresh.request('POST', '/api/v1/setup', { body })
  assert.equal(made.status, 201)
  const set = made.headers.get('set-cookie') ?? ''
  assert.match(set, /^nj_sid=[\w-]{43};/)
  for (const attribute of ['HttpOnly', 'SameSite=Lax', 'Path=/']) assert.ok(set.includes(attribute), attribute)
  const cookie = set.split(';')[0] ?? ''
  assert.equal((await fresh.request('GET', '/api/v1/me', { cookie })).status, 200)
  assert.equal((await fresh.request('POST', '/api/v1/auth/logout', { cookie })).status, 204)
  assert.equal((await fresh.request('GET', '/api/v1/me', { cookie })).status, 401)
  const secrets = [body.password, testSetupToken, cookie.slice(7)]
  for (const secret of secrets) assert.ok(!fresh.logLines.join('').includes(secret))
  await fresh.close()
})

test('with an https PUBLIC_ORIGIN the cookie is __Host- and Secure, whatever a client forwards (R24)', async () => {
  const secure = await openHarness({
    parts: () => ({ origins: { allowed: ['https://nvr.example.org'], secure: true } }),
  })
  await bootstrapOrganisation(secure.base, 'UTC')
  const made = await secure.request('POST', '/api/v1/setup', {
    body: { token: testSetupToken, username: 'ada', password: 'a long enough password' },
    headers: { origin: 'https://nvr.example.org', 'x-forwarded-proto': 'http' },
  })
  const set = made.headers.get('set-cookie') ?? ''
  assert.match(set, /^__Host-sid=[\w-]{43};/)
  assert.ok(set.includes('Secure') && !set.includes('Domain'))
  assert.ok(made.headers.get('strict-transport-security'))
  await secure.close()
})

test('health is 503 and names the role that is down', async () => {
  const roles = new Map([
    ['api', async () => null],
    ['relay', () => Promise.reject(new Error('ECONNREFUSED 127.0.0.1:8082'))],
  ])
  const ill = await openHarness({ parts: () => ({ health: { roles } }) })
  const response = await ill.request('GET', '/healthz')
  assert.equal(response.status, 503)
  assert.equal(problemSchema.parse(await response.json()).detail, 'Not ready: relay does not answer.')
  await ill.close()
})
