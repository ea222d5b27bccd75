import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { count } from 'drizzle-orm'
import { users } from '../../db/schema/users.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { testSetupToken } from '../../testing/test-parts.ts'
import { bootstrapOrganisation } from '../organisation/bootstrap.ts'
import { resolveSession } from '../session/resolve.ts'
import { checkSetupToken } from './check-token.ts'
import { completeSetup } from './complete.ts'
import { isSetupRequired } from './read-status.ts'

let harness: Harness | undefined

async function fresh(): Promise<Harness> {
  await harness?.close()
  harness = await openHarness()
  await bootstrapOrganisation(harness.base, 'UTC')
  return harness
}
after(() => harness?.close())

const request = (username = 'ada') => ({ token: testSetupToken, username, password: 'a long enough password' })
const refusedWith = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

test('the right token makes the first administrator, signed in; then setup is over', async () => {
  const { base, parts } = await fresh()
  assert.equal(await isSetupRequired(base.db), true)
  const session = await completeSetup(base, parts, request())
  assert.equal((await resolveSession(base, session.token))?.role, 'administrator')
  assert.equal(await isSetupRequired(base.db), false)
  await assert.rejects(completeSetup(base, parts, request('eve')), refusedWith('setup.done'))
})

test('a wrong token makes nobody', async () => {
  const { base, parts } = await fresh()
  await assert.rejects(completeSetup(base, parts, { ...request(), token: 'guess' }), refusedWith('setup.wrong-token'))
  assert.equal(await isSetupRequired(base.db), true)
})

test('of several setups at once one wins, and there is one user', async () => {
  const { base, parts } = await fresh()
  const results = await Promise.allSettled(
    ['ada', 'bob', 'cleo', 'dan'].map(name => completeSetup(base, parts, request(name))),
  )
  assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
  const [row] = await base.db.select({ users: count() }).from(users)
  assert.equal(row?.users, 1)
})

test('a token can be tried before anything is typed: a good one as often as one likes, guesses are counted', async () => {
  const { base, parts, logLines } = await fresh()
  for (let opened = 0; opened < 15; opened++) await checkSetupToken(base, parts, { token: testSetupToken })
  const guess = () => checkSetupToken(base, parts, { token: 'guess' })
  for (let attempt = 0; attempt < 10; attempt++) await assert.rejects(guess(), refusedWith('setup.wrong-token'))
  await assert.rejects(guess(), refusedWith('auth.rate-limited'))
  await assert.rejects(completeSetup(base, parts, { ...request(), token: 'guess' }), refusedWith('auth.rate-limited'))
  assert.ok(!logLines.join('').includes(testSetupToken))
})

test('a used token says that setup is over, and stands in no log line', async () => {
  const own = await fresh()
  await completeSetup(own.base, own.parts, request())
  const reply = await own.request('POST', '/api/v1/setup/token', { body: { token: testSetupToken } })
  assert.equal(((await reply.json()) as { code: string }).code, 'setup.done')
  assert.ok(own.logLines.length > 0 && !own.logLines.join('').includes(testSetupToken))
})

test('setup tokens cannot be guessed at speed', async () => {
  const { base, parts } = await fresh()
  const guess = () => completeSetup(base, parts, { ...request(), token: 'guess' })
  for (let attempt = 0; attempt < 10; attempt++) await assert.rejects(guess(), refusedWith('setup.wrong-token'))
  await assert.rejects(guess(), refusedWith('auth.rate-limited'))
})
