import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Asked, answerApi } from '../../testing/answers.ts'
import { withOwner } from '../../testing/reactive.ts'
import { sampleId, sampleProblem } from '../../testing/samples.ts'

const { createSetup } = await import('./create-setup.ts')

const me = {
  user: { id: sampleId(1), username: 'maria', role: 'administrator', createdAt: '2026-11-20T00:00:00.000Z' },
  organisation: { id: sampleId(2), name: 'My organisation' },
}
const right = { username: ' maria ', password: 'night watch owl', repeated: 'night watch owl' }
const names = (asked: readonly Asked[]) => asked.map(({ method, path }) => `${method} ${path}`)

function form(token = ' t0ken ') {
  let done = 0
  const setup = createSetup(token, () => {
    done += 1
  })
  return { setup, done: () => done }
}

test('the administrator is made with the token that was handed over, and is signed in', async () => {
  const asked = answerApi(({ path }) => ({ body: path === '/me' ? me : {} }))
  await withOwner(async () => {
    const { setup, done } = form()
    setup.change(right)
    await setup.submit()
    assert.deepEqual(names(asked), ['POST /setup', 'GET /me'])
    // The password as it was typed: a space at its end belongs to it.
    assert.deepEqual(asked[0]!.body, { token: 't0ken', username: 'maria', password: 'night watch owl' })
    assert.equal(done(), 1)
  })
})

test('a server that does not sign in by itself is asked to', async () => {
  const required = { ...sampleProblem('auth.required'), status: 401 }
  const asked = answerApi(({ path }) => (path === '/me' ? { problem: required } : { body: {} }))
  await withOwner(async () => {
    const { setup, done } = form()
    setup.change(right)
    await setup.submit()
    assert.deepEqual(names(asked), ['POST /setup', 'GET /me', 'POST /auth/login'])
    assert.equal(done(), 1)
  })
})

test('a link that is no good says so before anything is typed; a good one says nothing', async () => {
  let refusal: string | null = 'setup.wrong-token'
  const asked = answerApi(() => (refusal === null ? { body: {} } : { problem: sampleProblem(refusal) }))
  await withOwner(async () => {
    const { setup } = form()
    await setup.check()
    assert.deepEqual(names(asked), ['POST /setup/token'])
    assert.deepEqual(asked[0]!.body, { token: 't0ken' })
    assert.deepEqual(setup.errors(), { token: 'Detail.' })
    refusal = 'setup.done'
    setup.handOver('used')
    await setup.check()
    assert.ok(setup.isDone())
    assert.equal(setup.problem()?.code, 'setup.done')
    refusal = 'service.internal'
    setup.handOver('another')
    await setup.check()
    assert.equal(setup.problem(), null, 'what is no fault of the token is left to the form')
    refusal = null
    await setup.check()
    assert.deepEqual([setup.errors(), setup.isDone()], [{}, false])
  })
})

test('no token, no question', async () => {
  const asked = answerApi(() => ({ body: {} }))
  await withOwner(async () => {
    await form('').setup.check()
    assert.equal(asked.length, 0)
  })
})

test('a form with a fault is not sent', async () => {
  const asked = answerApi(() => ({ body: {} }))
  await withOwner(async () => {
    const { setup, done } = form()
    setup.change({ ...right, repeated: 'night watch howl' })
    await setup.submit()
    assert.deepEqual(Object.keys(setup.errors()), ['repeated'])
    assert.deepEqual([asked.length, setup.busy(), done()], [0, false, 0])
  })
})

test('a refusal frees the form; what a field can mend is said there and nowhere else', async () => {
  let code = 'setup.wrong-token'
  answerApi(() => ({ problem: sampleProblem(code) }))
  await withOwner(async () => {
    const { setup, done } = form()
    setup.change(right)
    await setup.submit()
    assert.deepEqual(setup.errors(), { token: 'Detail.' })
    assert.deepEqual([setup.problem(), setup.busy()], [null, false])
    setup.handOver('another')
    assert.deepEqual([setup.draft().token, setup.errors()], ['another', {}])
    code = 'server.busy'
    await setup.submit()
    assert.deepEqual(setup.errors(), {})
    assert.equal(setup.problem()?.code, 'server.busy')
    assert.equal(done(), 0)
  })
})
