import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { cameraSchema } from '@nightjar/shared/api/camera.ts'
import { problemSchema } from '@nightjar/shared/api/problem.ts'
import { enrolAnAgent } from '../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'

const canary = 'Can4ry-Passw0rd'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  await enrolAnAgent(harness, own)
})
after(() => harness.close())

const as =
  (cookie: string) =>
  (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
    harness.request(method, path, { cookie, body, headers })
const admin = (...args: Parameters<ReturnType<typeof as>>) => as(own.administrator.cookie)(...args)

test('each address that is no camera is a 422 with the field and what to do, on saving and on probing (R49)', async () => {
  for (const url of [
    'file:///etc/passwd',
    '/etc/passwd',
    'exec:id',
    'concat:a',
    'pipe:0',
    '-i x',
    `rtsp://u:${canary}@127.0.0.1/1`,
    'rtsp://[::1]/1',
    'rtsp://169.254.169.254/',
    'rtsp://0177.0.0.1/',
    'rtsp://2130706433/',
    'rtsp://[::ffff:127.0.0.1]/',
    'rtsp://10.0.0.1/\nx',
    'rtsp://10.0.0.1/\u0000x',
  ]) {
    for (const [path, body] of [
      ['/api/v1/cameras', { name: 'x', url }],
      ['/api/v1/cameras/probe', { url }],
    ] as const) {
      const answer = await admin('POST', path, body)
      assert.equal(answer.status, 422, `${path} ${url}`)
      assert.equal(answer.headers.get('content-type'), 'application/problem+json')
      const problem = problemSchema.parse(await answer.json())
      assert.equal(problem.code, 'camera.source-refused')
      assert.equal(problem.errors?.[0]?.pointer, '/url')
      assert.ok(!JSON.stringify(problem).includes(canary))
    }
  }
  const { items } = (await (await admin('GET', '/api/v1/cameras')).json()) as { items: unknown[] }
  assert.deepEqual(items, [])
  assert.ok(!harness.logLines.join('').includes(canary))
})

test('a camera is made, read, changed under its ETag and deleted', async () => {
  const made = await admin('POST', '/api/v1/cameras', { name: 'Gate', url: `rtsp://admin:${canary}@10.0.0.9/1` })
  assert.equal(made.status, 201)
  const camera = cameraSchema.parse(await made.json())
  const path = `/api/v1/cameras/${camera.id}`
  assert.equal(made.headers.get('etag'), '"1"')
  const changed = await admin('PATCH', path, { name: 'Gate north' }, { 'if-match': '"1"' })
  assert.equal(changed.status, 200)
  assert.equal(changed.headers.get('etag'), '"2"')
  assert.equal((await admin('PATCH', path, { name: 'Late' }, { 'if-match': '"1"' })).status, 409)
  assert.equal((await admin('PATCH', path, { name: 'Odd' }, { 'if-match': '"x"' })).status, 409)
  const read = await admin('GET', path)
  const text = await read.text()
  assert.equal(cameraSchema.parse(JSON.parse(text)).name, 'Gate north')
  assert.ok(!text.includes(canary))
  assert.equal((await admin('DELETE', path)).status, 204)
  assert.equal((await admin('GET', path)).status, 404)
  assert.equal((await admin('DELETE', path)).status, 404)
})

test('an agent that is away is a 503 that says so', async () => {
  const answer = await admin('POST', '/api/v1/cameras/probe', { url: 'rtsp://10.0.0.9/1' })
  assert.equal(answer.status, 503)
  assert.equal(problemSchema.parse(await answer.json()).code, 'agent.offline')
})
