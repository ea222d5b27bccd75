import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setupRequestSchema } from '@nightjar/shared/api/identity.ts'
import { sampleProblem } from '../../testing/samples.ts'
import { passwordHint } from './password-strength.ts'
import { refusedFields, setupErrors } from './setup-errors.ts'

const right = { token: 't0ken', username: 'maria', password: 'night watch owl', repeated: 'night watch owl' }
const faults = (change: Partial<typeof right>) => setupErrors({ ...right, ...change })

test('what the form lets pass the API takes, and what the API refuses the form says first', () => {
  const drafts = [
    right,
    ...[{ username: 'maria k' }, { username: '' }, { token: '' }].map(part => ({ ...right, ...part })),
  ]
  for (const draft of drafts) {
    const passes = Object.keys(setupErrors(draft)).length === 0
    assert.equal(setupRequestSchema.safeParse(draft).success, passes, JSON.stringify(draft))
  }
})

test('each fault stands at its own field, as a sentence', () => {
  const all = setupErrors({ token: ' ', username: 'a b', password: 'short', repeated: 'other' })
  assert.deepEqual(Object.keys(all).sort(), ['password', 'repeated', 'token', 'username'])
  for (const sentence of Object.values(all)) assert.match(sentence, /^[A-Z].*\.$/)
})

test('twelve characters are twelve as a person counts them', () => {
  const owls = '🦉'.repeat(11)
  assert.deepEqual(Object.keys(faults({ password: owls, repeated: owls })), ['password'])
  assert.deepEqual(faults({ password: `${owls}!`, repeated: `${owls}!` }), {})
})

test('a token that is wrong is said at the token, which then is shown', () => {
  assert.deepEqual(refusedFields(sampleProblem('setup.wrong-token')), { token: 'Detail.' })
  assert.deepEqual(refusedFields(sampleProblem('input.invalid', [{ pointer: '/username', detail: 'taken' }])), {
    username: 'taken',
  })
  assert.deepEqual(refusedFields(sampleProblem('server.busy')), {})
  assert.deepEqual(refusedFields(null), {})
})

test('the hint under the password counts down, and praises only what is good', () => {
  const hint = (password: string, username = 'maria') => passwordHint(password, username)
  assert.equal(hint('eleven char').text, '1 more character needed.')
  assert.equal(hint('ten chars!').text, '2 more characters needed.')
  assert.match(hint('aaaabbbbccccdddd').text, /repeats itself/)
  assert.match(hint('i am MARIA the first').text, /contains the user name/)
  // Two letters are in every password.
  assert.equal(hint('night watch owl', 'ow').good, true)
  assert.deepEqual([hint('night watch').good, hint('night watchman').good], [false, true])
  assert.notEqual(hint('night watchman').text, hint('night watchman and owl').text)
})
