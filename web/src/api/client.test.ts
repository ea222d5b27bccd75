import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { answerApi } from '../testing/answers.ts'
import { sampleCamera, sampleProblem } from '../testing/samples.ts'
import { byName } from './by-name.ts'
import { deleteCamera, listCameras } from './cameras.ts'
import { request } from './client.ts'
import { apiReachable, reportReachable } from './reachability.ts'
import { fieldErrors, unwrap } from './result.ts'
import { onSessionEnd } from './session-events.ts'
import { listAgents, listSites } from './sites.ts'

const real = globalThis.fetch
const broken = (answer: () => Promise<Response>) => {
  globalThis.fetch = answer
}

test('lists without pages are asked for without a page', async () => {
  const asked = answerApi(() => ({ body: { items: [], nextCursor: null } }))
  for (const list of [listCameras, listSites, listAgents]) assert.equal((await list()).kind, 'ok')
  assert.deepEqual(
    asked.map(({ path }) => path),
    ['/cameras', '/sites', '/agents'],
  )
})

test('a server that cannot be reached is said to be, until it answers again', async () => {
  broken(() => Promise.reject(new TypeError('network')))
  const lost = await listCameras()
  assert.equal(lost.kind === 'failed' && lost.problem.code, 'client.unreachable')
  assert.equal(apiReachable(), false)
  answerApi(() => ({ body: { items: [sampleCamera()], nextCursor: null } }))
  assert.equal(unwrap(await listCameras()).items.length, 1)
  assert.equal(apiReachable(), true)
})

/** Takes every question; answers nothing, or begins to. */
async function frozenServer(t: TestContext, begins: boolean): Promise<void> {
  const server = createServer((_, response) => {
    if (begins) response.writeHead(200, { 'content-type': 'application/json' }).write('{')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.closeAllConnections()
    server.close()
    globalThis.fetch = real
  })
  const { port } = server.address() as AddressInfo
  globalThis.fetch = (input, init) => real(new URL(String(input), `http://127.0.0.1:${port}`), init)
}

for (const begins of [false, true])
  test(`a server that hangs ${begins ? 'in the middle of an answer' : 'before it answers'} is said to be away`, {
    timeout: 5000,
  }, async t => {
    await frozenServer(t, begins)
    reportReachable()
    const answer = await request('/cameras', z.unknown(), { deadlineMs: 100 })
    assert.equal(answer.kind === 'failed' && answer.problem.code, 'client.unreachable')
    assert.equal(apiReachable(), false)
    reportReachable()
  })

test('every question has a deadline, a change a longer one', async t => {
  const limits: number[] = []
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  t.mock.method(AbortSignal, 'timeout', (ms: number) => {
    limits.push(ms)
    return timeout(ms)
  })
  const asked = answerApi(() => ({ body: { items: [], nextCursor: null } }))
  await listCameras()
  await listCameras(new AbortController().signal)
  await deleteCamera('1')
  assert.deepEqual(limits, [10_000, 10_000, 35_000])
  assert.ok(asked.every(({ signal }) => signal !== null))
})

test('the page of a proxy that lost its server is no answer of ours', async () => {
  broken(async () => new Response('<h1>Bad Gateway</h1>', { status: 502 }))
  const answer = await listCameras()
  assert.equal(answer.kind === 'failed' && answer.problem.code, 'client.unreachable')
})

test('an answer that this page does not understand is refused as a whole', async () => {
  answerApi(() => ({ body: { items: [{ ...sampleCamera(), version: 'three' }], nextCursor: null } }))
  const answer = await listCameras()
  assert.equal(answer.kind === 'failed' && answer.problem.code, 'client.unreadable')
})

test('a refusal is the server’s own, and only the end of the session ends the session', async () => {
  let ended = 0
  const forget = onSessionEnd(() => {
    ended += 1
  })
  let code = 'auth.forbidden'
  answerApi(() => ({ problem: sampleProblem(code) }))
  const refused = await listCameras()
  assert.equal(refused.kind === 'failed' && refused.problem.detail, 'Detail.')
  assert.equal(ended, 0)
  code = 'auth.required'
  await listCameras()
  assert.equal(ended, 1)
  forget()
  await listCameras()
  assert.equal(ended, 1)
})

test('who called a question off hears neither answer nor failure', async () => {
  answerApi(() => ({ body: { items: [], nextCursor: null } }))
  const abort = new AbortController()
  abort.abort()
  assert.equal((await listCameras(abort.signal)).kind, 'aborted')
  assert.equal(apiReachable(), true)
  globalThis.fetch = real
})

test('cameras stand in the order in which a person counts', () => {
  const names = ['Gate 10', 'gate 2', 'Gate 1', 'Attic']
  assert.deepEqual(
    byName(names.map(name => ({ name }))).map(({ name }) => name),
    ['Attic', 'Gate 1', 'gate 2', 'Gate 10'],
  )
})

test('the first sentence for a field stands under it', () => {
  const problem = sampleProblem('input.invalid', [
    { pointer: '/recording/segmentSeconds', detail: 'first' },
    { pointer: '/recording/segmentSeconds', detail: 'second' },
    { pointer: '/name', detail: 'empty' },
  ])
  assert.deepEqual(fieldErrors(problem), { segmentSeconds: 'first', name: 'empty' })
})
