import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { LiveTicket } from '@nightjar/shared/api/live.ts'
import { startAllInOne } from '../../rig/all-in-one.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { browser, filesOf, leaks, occurrences } from './leaks.ts'
import { knock } from './socket.ts'

const canary = {
  setupToken: 'canary-setup-token-5821',
  password: 'canary person password 77',
  inAddress: 'canaryInAddress31',
  inField: 'canaryInField32',
  wrong: 'canaryWrong33',
  lost: 'canaryLost34',
  secretKey: 'q8Zr2LwX0vT5nB7yKc3MhJ6fD1sGpA9e',
}
const patienceMs = 120_000

test('secrets reach no log, answer, file or process list; tickets and sessions end when they should', {
  timeout: 600_000,
}, async t => {
  const credentials = { user: 'viewer', password: canary.inAddress, scheme: 'digest' } as const
  const source = await startVirtualCamera({ cameras: ['yard'], credentials })
  t.after(() => source.close())
  const nightjar = await startAllInOne({
    NIGHTJAR_SETUP_TOKEN: canary.setupToken,
    SECRET_KEY: canary.secretKey,
  })
  t.after(() => nightjar.remove())
  const page = browser(nightjar.origin)
  const answers: string[] = []
  const ask = async (method: string, path: string, body?: unknown) => {
    const { status, text } = await page.ask(method, path, body)
    answers.push(text)
    return { status, body: text ? JSON.parse(text) : null }
  }
  const { setupToken, password } = canary
  assert.equal((await ask('POST', '/api/v1/setup', { token: setupToken, username: 'ada', password })).status, 201)

  const address = source.cameras[0]?.main ?? ''
  const withUserInfo = (secret: string) => address.replace('rtsp://', `rtsp://viewer:${secret}@`)
  const wrong = await ask('POST', '/api/v1/cameras/probe', { url: withUserInfo(canary.wrong) })
  assert.ok(wrong.status >= 400)
  const lost = { url: 'rtsp://192.0.2.9/x', username: 'viewer', password: canary.lost }
  assert.ok((await ask('POST', '/api/v1/cameras/probe', lost)).status >= 400)
  assert.equal(
    (await ask('POST', '/api/v1/cameras', { name: 'refused', url: `http://a:${canary.wrong}@10.0.0.1/` })).status,
    422,
  )
  const inField = { name: 'field', url: 'rtsp://192.0.2.8/x', username: 'viewer', password: canary.inField }
  const field = await ask('POST', '/api/v1/cameras', inField)
  assert.equal(field.status, 201)
  const yard = await ask('POST', '/api/v1/cameras', { name: 'yard', url: withUserInfo(canary.inAddress) })
  assert.equal(yard.status, 201)
  await waitUntil('the camera to stream', patienceMs, async () => {
    const { body } = await ask('GET', '/api/v1/cameras')
    return (body.items as Camera[]).find(each => each.name === 'yard')?.streams[0]?.state === 'streaming'
  })

  const used: string[] = []
  const ticket = async (): Promise<string> => {
    const { body } = await page
      .ask('POST', '/api/v1/live/tickets', { cameraId: yard.body.id })
      .then(({ text }) => ({ body: JSON.parse(text) as LiveTicket }))
    used.push(body.ticket)
    return body.ticket
  }
  const live = nightjar.origin.replace('http', 'ws')
  const good = await ticket()
  for (const origin of [undefined, 'http://evil.example', 'null', `${nightjar.origin}.evil.example`])
    assert.equal((await knock(`${live}/live`, origin, { ticket: good })).refusedWith, 403, String(origin))
  assert.equal((await knock(`${live}/live?ticket=${good}`, nightjar.origin, { ticket: good })).refusedWith, 404)
  assert.equal(await (await knock(`${live}/publish`, undefined, { publishTicket: good })).closed, 4401)
  assert.equal(await (await knock(`${live}/live`, nightjar.origin, { ticket: 'A'.repeat(43) })).closed, 4401)
  const watching = await knock(`${live}/live`, nightjar.origin, { ticket: good })
  await waitUntil('live pictures', patienceMs, () => watching.messages() > 5)
  assert.equal(await (await knock(`${live}/live`, nightjar.origin, { ticket: good })).closed, 4401, 'a second use')
  const raced = await ticket()
  const many = await Promise.all([1, 2, 3, 4].map(() => knock(`${live}/live`, nightjar.origin, { ticket: raced })))
  let refused = 0
  for (const each of many) void each.closed.then(code => code === 4401 && refused++)
  await waitUntil('three of four to be refused', patienceMs, () => refused === 3)
  for (const each of many) each.end()

  for (const path of ['/api/v1/cameras', '/api/v1/users', '/api/v1/agents', '/api/v1/audit?limit=200', '/api/v1/me'])
    assert.equal((await ask('GET', path)).status, 200, path)
  const verdict = await ask('GET', '/api/v1/audit/verification')
  assert.equal(verdict.body.intact, true)

  const cookie = page.cookie()
  assert.equal((await page.ask('POST', '/api/v1/auth/logout')).status, 204)
  assert.equal(await watching.closed, 4403, 'what the session opened closes with it')
  const replay = await fetch(new URL('/api/v1/me', nightjar.origin), { headers: { cookie } })
  assert.equal(replay.status, 401)

  const { secretKey, ...ofPeople } = canary
  const secrets = [...Object.values(ofPeople), ...used, cookie.split('=')[1] ?? '']
  assert.deepEqual(leaks(nightjar, answers.join('\n'), secrets), [])
  for (const name of ['agent', 'recorder', 'relay'] as const) {
    const environment = readFileSync(`/proc/${nightjar.find(name)}/environ`, 'latin1')
    assert.deepEqual(occurrences(environment, [secretKey, setupToken]), [], `the environment of ${name}`)
  }
  for (const path of filesOf(join(nightjar.dataDir, 'agent')))
    assert.equal(statSync(path).mode & 0o077, 0, `${path} is readable by others`)
})
