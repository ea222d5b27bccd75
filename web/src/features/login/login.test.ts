import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { answerApi } from '../../testing/answers.ts'
import { withOwner } from '../../testing/reactive.ts'
import { sampleProblem } from '../../testing/samples.ts'
import { safeNext } from './safe-next.ts'

const { createLogin } = await import('./create-login.ts')

function form() {
  let done = 0
  const signIn = createLogin(() => {
    done += 1
  })
  return { signIn, done: () => done }
}

test('who signs in is taken on; the name is trimmed, the password is not', async () => {
  const asked = answerApi(() => ({ body: {} }))
  await withOwner(async () => {
    const { signIn, done } = form()
    signIn.setUsername(' maria ')
    signIn.setPassword(' owl ')
    const signingIn = signIn.submit()
    assert.equal(signIn.busy(), true)
    await signingIn
    assert.deepEqual(asked[0]!.body, { username: 'maria', password: ' owl ' })
    assert.deepEqual([signIn.busy(), done()], [false, 1])
  })
})

test('what is missing is said when somebody tries, at the field, and goes away while it is typed', async () => {
  const asked = answerApi(() => ({ body: {} }))
  await withOwner(async () => {
    const { signIn } = form()
    assert.deepEqual(signIn.errors(), { username: undefined, password: undefined })
    await signIn.submit()
    assert.deepEqual(signIn.errors(), { username: 'Enter your user name.', password: 'Enter your password.' })
    signIn.setUsername('maria')
    assert.deepEqual(signIn.errors(), { username: undefined, password: 'Enter your password.' })
    assert.equal(asked.length, 0)
  })
})

test('a refusal is shown once, not beside the one before it', async () => {
  let refuse = true
  answerApi(() => (refuse ? { problem: sampleProblem('auth.wrong-credentials') } : { body: {} }))
  await withOwner(async () => {
    const { signIn, done } = form()
    signIn.setUsername('maria')
    signIn.setPassword('owl')
    await signIn.submit()
    assert.equal(signIn.problem()?.code, 'auth.wrong-credentials')
    assert.deepEqual([signIn.busy(), done()], [false, 0])
    refuse = false
    const again = signIn.submit()
    assert.equal(signIn.problem(), null)
    await again
    assert.equal(done(), 1)
  })
})

test('after signing in one goes on where one was', () => {
  assert.equal(safeNext('/timeline?camera=a&t=b'), '/timeline?camera=a&t=b')
  for (const nowhere of [undefined, '', 'timeline', '/login', '/login?next=/x', '/setup'])
    assert.equal(safeNext(nowhere), '/')
})

test('no address leads to another site', () => {
  for (const elsewhere of ['//evil.example', '/\\evil.example', '/\t/evil.example', '/\n//evil.example/live'])
    assert.equal(safeNext(elsewhere), '/')
  const parts = fc.constantFrom(
    '/',
    '\\',
    '//',
    'http:',
    'javascript:',
    '@',
    'evil.example',
    '\t',
    '..',
    '?',
    '#',
    'live',
  )
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 6 }), pieces => {
      const next = safeNext(pieces.join(''))
      assert.equal(new URL(next, 'https://nightjar.test').origin, 'https://nightjar.test')
    }),
  )
})
