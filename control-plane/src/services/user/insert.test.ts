import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { users } from '../../db/schema/users.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { login } from '../session/login.ts'
import { createUser } from './create.ts'
import { usernameKey } from './username-key.ts'

let harness: Harness
let own: MintedOrganisation
const password = 'a long enough password'

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

const create = (username: string) =>
  createUser(harness.as(own.administrator.actor), harness.parts.passwords, { username, password, role: 'viewer' })
const isTaken = (error: unknown) =>
  error instanceof AppError && error.code === 'resource.conflict' && error.fields[0]?.pointer === '/username'

test('a name that looks like another user’s is refused, whatever alphabet it is written in', async () => {
  for (const [taken, likes] of [
    ['ace', ['асе', 'АСЕ', 'ａｃｅ']],
    ['bob', ['ВОВ', 'b0b', 'BOB']],
    ['paul', ['pau1', 'PauI']],
    ['norm', ['nonn', 'norrn']],
    ['охота', ['oxoтa', 'oxoTa']],
  ] as const) {
    await create(taken)
    for (const like of likes) {
      const refusal = await create(like).then(
        () => null,
        (error: unknown) => error,
      )
      if (like === 'nonn') assert.equal(refusal, null, 'alike is not the same')
      else assert.ok(refusal instanceof AppError, `${like} for ${taken}`)
    }
  }
  await assert.rejects(create('асе'), isTaken)
})

test('names that differ at a glance pass', async () => {
  for (const name of ['иван', 'ivan', 'maria', 'marie', 'guard1', 'guard2', 'αλέξης', '김철수']) await create(name)
})

test('a user from before these rules signs in as ever', async () => {
  const username = '\u0430dmin'
  await harness.base.db.insert(users).values({
    id: harness.base.ids.next(),
    organisationId: own.id,
    username,
    usernameKey: usernameKey(username),
    passwordHash: await harness.parts.passwords.hash(password),
    role: 'viewer',
    createdAtMs: harness.clock.wallMs(),
    disabledAtMs: null,
  })
  assert.ok((await login(harness.base, harness.parts, { username, password })).token)
  await assert.rejects(create('admin'), isTaken, 'and nobody new looks like them')
})
