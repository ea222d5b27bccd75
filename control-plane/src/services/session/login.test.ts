import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { eq } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { users } from '../../db/schema/users.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { createUser } from '../user/create.ts'
import { makeAttemptLimits } from './attempt-limits.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { removeExpired } from './remove-expired.ts'
import { resolveSession } from './resolve.ts'
import { tokenHash } from './start.ts'

let harness: Harness
let own: MintedOrganisation
const password = 'a long enough password'
let addresses = 0

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

/** Each test comes from an address of its own, so that the limits of one do not meet another. */
const fromElsewhere = (): BaseContext => ({
  ...harness.base,
  origin: { requestId: harness.base.ids.next(), clientAddress: `203.0.113.${++addresses}`, userAgent: 'test' },
})

async function newUser(role: 'administrator' | 'viewer' = 'viewer') {
  const username = `user-${++addresses}`
  const user = await createUser(harness.as(own.administrator.actor), harness.parts.passwords, {
    username,
    password,
    role,
  })
  return { ...user, password }
}

const refusedWith = (code: string) => (error: unknown) => error instanceof AppError && error.code === code

test('a password is stored as argon2id and never as it is (R6)', async () => {
  const user = await newUser()
  const [row] = await harness.base.db.select().from(users).where(eq(users.id, user.id))
  assert.match(row?.passwordHash ?? '', /^\$argon2id\$v=19\$m=\d+,t=\d+,p=1\$/)
  assert.ok(!JSON.stringify(row).includes(password))
})

test('the right password opens a session, whatever the case of the name; the database holds only its hash', async () => {
  const user = await newUser()
  const session = await login(fromElsewhere(), harness.parts, { username: user.username.toUpperCase(), password })
  assert.equal((await resolveSession(harness.base, session.token))?.id, user.id)
  const rows = JSON.stringify(await harness.base.db.select().from(sessions))
  assert.ok(!rows.includes(session.token) && rows.includes(tokenHash(session.token)))
})

test('unknown name, wrong password and disabled user get one and the same answer (R7)', async () => {
  const user = await newUser()
  const disabled = await newUser()
  await harness.base.db.update(users).set({ disabledAtMs: 1 }).where(eq(users.id, disabled.id))
  const answers = await Promise.all(
    [
      { username: 'nobody-at-all', password },
      { username: user.username, password: 'something else entirely' },
      { username: disabled.username, password },
    ].map(attempt => login(fromElsewhere(), harness.parts, attempt).catch((error: AppError) => error)),
  )
  for (const answer of answers) {
    assert.ok(answer instanceof AppError)
    assert.deepEqual(
      [answer.code, answer.publicMessage, answer.fields],
      ['auth.wrong-credentials', 'Check both and try again.', []],
    )
  }
})

test('the sixth attempt within the window is refused, also with the right password and another spelling (R8, R10)', async () => {
  const user = await newUser()
  const base = fromElsewhere()
  const wrong = { username: user.username, password: 'not the password' }
  for (let attempt = 0; attempt < 5; attempt++)
    await assert.rejects(login(base, harness.parts, wrong), refusedWith('auth.wrong-credentials'))
  const refusal = await login(base, harness.parts, { username: ` ${user.username.toUpperCase()}`, password }).catch(
    (error: AppError) => error,
  )
  assert.ok(refusal instanceof AppError && refusal.code === 'auth.rate-limited')
  assert.ok((refusal.retryAfterSeconds ?? 0) > 0 && (refusal.retryAfterSeconds ?? 0) <= 60)
})

test('fifty attempts at once are no more than five evaluations (R10)', async () => {
  const user = await newUser()
  const base = fromElsewhere()
  const results = await Promise.allSettled(
    Array.from({ length: 50 }, () =>
      login(base, harness.parts, { username: user.username, password: 'wrong password' }),
    ),
  )
  const codes = results.map(result => (result.status === 'rejected' ? (result.reason as AppError).code : 'in'))
  assert.ok(codes.filter(code => code === 'auth.wrong-credentials').length <= 5)
  assert.ok(codes.every(code => code === 'auth.wrong-credentials' || code === 'auth.rate-limited'))
})

test('attempts are counted in the database: a restarted process goes on counting (R9)', async () => {
  const user = await newUser()
  const base = fromElsewhere()
  const wrong = { username: user.username, password: 'not the password' }
  for (let attempt = 0; attempt < 5; attempt++) await login(base, harness.parts, wrong).catch(() => undefined)
  const restarted = { ...harness.parts, limits: makeAttemptLimits(harness.base.db) }
  await assert.rejects(login(base, restarted, { username: user.username, password }), refusedWith('auth.rate-limited'))
})

test('after the window attempts count anew (R8)', async () => {
  const user = await newUser()
  const base = fromElsewhere()
  const parts = { ...harness.parts, limits: makeAttemptLimits(harness.base.db, 1) }
  const wrong = { username: user.username, password: 'not the password' }
  for (let attempt = 0; attempt < 6; attempt++) await login(base, parts, wrong).catch(() => undefined)
  for (;;) {
    const outcome = await login(base, parts, { username: user.username, password }).catch((error: AppError) => error)
    if (!(outcome instanceof AppError)) break
    assert.equal(outcome.code, 'auth.rate-limited')
    await harness.clock.sleep((outcome.retryAfterSeconds ?? 1) * 1000)
  }
})

test('logout ends the session at once, and says so in the audit log (R31)', async () => {
  const user = await newUser()
  const session = await login(fromElsewhere(), harness.parts, { username: user.username, password })
  await logout(harness.as(session.actor))
  assert.equal(await resolveSession(harness.base, session.token), null)
  const actions = await harness.base.db
    .select()
    .from(auditEntries)
    .where(eq(auditEntries.subjectId, session.actor.sessionId))
  assert.deepEqual(actions.map(({ action }) => action).sort(), ['session.ended', 'session.started'])
})

test('signing in again in one browser gives a new session and ends the old one', async () => {
  const user = await newUser()
  const first = await login(fromElsewhere(), harness.parts, { username: user.username, password })
  const second = await login(fromElsewhere(), harness.parts, { username: user.username, password }, first.token)
  assert.notEqual(first.token, second.token)
  assert.equal(await resolveSession(harness.base, first.token), null)
  assert.ok(await resolveSession(harness.base, second.token))
})

test('a session ends when idle, lives on when used, and ends for good at its absolute end', async () => {
  const user = await newUser('administrator')
  const idle = await login(fromElsewhere(), harness.parts, { username: user.username, password })
  const used = await login(fromElsewhere(), harness.parts, { username: user.username, password })
  const minuteMs = 60_000
  harness.clock.advance(20 * minuteMs)
  assert.ok(await resolveSession(harness.base, used.token))
  harness.clock.advance(20 * minuteMs)
  assert.equal(await resolveSession(harness.base, idle.token), null)
  for (let passed = 40; passed < 12 * 60; passed += 20) {
    assert.ok(await resolveSession(harness.base, used.token), `after ${passed} minutes`)
    harness.clock.advance(20 * minuteMs)
  }
  assert.equal(await resolveSession(harness.base, used.token), null)
  await removeExpired(harness.base)
  const left = await harness.base.db.select().from(sessions).where(eq(sessions.userId, user.id))
  assert.deepEqual(left, [])
})

test('a changed role counts from the next request on', async () => {
  const user = await newUser('administrator')
  const session = await login(fromElsewhere(), harness.parts, { username: user.username, password })
  await harness.base.db.update(users).set({ role: 'viewer' }).where(eq(users.id, user.id))
  assert.equal((await resolveSession(harness.base, session.token))?.role, 'viewer')
})

test('a taken name is a conflict that points at the field', async () => {
  const user = await newUser()
  const again = { username: user.username.toUpperCase(), password, role: 'viewer' }
  const refusal = await createUser(harness.as(own.administrator.actor), harness.parts.passwords, again).catch(
    (error: AppError) => error,
  )
  assert.ok(refusal instanceof AppError && refusal.code === 'resource.conflict')
  assert.equal(refusal.fields[0]?.pointer, '/username')
})
