import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { problemSchema } from '@nightjar/shared/api/problem.ts'
import { siteSchema } from '@nightjar/shared/api/site.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

test('an administrator adds a site and finds it in the list', async () => {
  const { cookie } = own.administrator
  const created = await harness.request('POST', '/api/v1/sites', { cookie, body: { name: 'Depot' } })
  assert.equal(created.status, 201)
  const site = siteSchema.parse(await created.json())
  const listed = (await (await harness.request('GET', '/api/v1/sites', { cookie })).json()) as { items: unknown[] }
  assert.deepEqual(listed.items.at(-1), site)
})

test('without a session the answer is 401, as a problem with a request id', async () => {
  const response = await harness.request('GET', '/api/v1/sites')
  assert.equal(response.status, 401)
  assert.equal(response.headers.get('content-type'), 'application/problem+json')
  const problem = problemSchema.parse(await response.json())
  assert.equal(problem.code, 'auth.required')
  assert.equal(problem.requestId, response.headers.get('x-request-id'))
})

test('a wrong field is a 422 with a pointer', async () => {
  const { cookie } = own.administrator
  const response = await harness.request('POST', '/api/v1/sites', { cookie, body: { name: '' } })
  assert.equal(response.status, 422)
  assert.deepEqual(problemSchema.parse(await response.json()).errors, [{ pointer: '/name', detail: 'enter a name' }])
})
