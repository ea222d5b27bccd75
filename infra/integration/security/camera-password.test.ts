import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { openPglite } from '@nightjar/control-plane/db/pglite.ts'
import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { type AllInOne, startAllInOne } from '../../rig/all-in-one.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { browser, filesOf, leaks, textOf } from './leaks.ts'

const canary = 'canaryWithinPath41'
const setup = { token: 'canary-setup-token-5822', username: 'ada', password: 'canary person password 78' }
const patienceMs = 120_000

/** What somebody's own machine hears who has the camera's address changed to it. */
async function startImpostor(t: { after(stop: () => void): void }) {
  const heard: string[] = []
  const server = createServer(socket => {
    socket.on('error', () => undefined)
    heard.push('')
    socket.on('data', data => heard.push(data.toString('latin1')))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return { heard, port: (server.address() as { port: number }).port }
}

/** As whoever can write to the database, but to nothing else. */
async function changeAddresses(nightjar: AllInOne, from: string, to: string): Promise<void> {
  const database = await openPglite({ folder: join(nightjar.dataDir, 'db') })
  const { affectedRows } = await database.client.query('update streams set url = replace(url, $1, $2)', [from, to])
  assert.equal(affectedRows, 2)
  await database.close()
}

test('a password within an address reaches the camera and nothing else, and no other address has it sent there', {
  timeout: 600_000,
}, async t => {
  const credentials = { user: 'viewer', password: canary, scheme: 'digest' } as const
  const source = await startVirtualCamera({ cameras: ['yard'], credentials })
  t.after(() => source.close())
  const impostor = await startImpostor(t)
  const nightjar = await startAllInOne({ NIGHTJAR_SETUP_TOKEN: setup.token })
  t.after(() => nightjar.remove())
  const page = browser(nightjar.origin)
  const answers: string[] = []
  const ask = async (method: string, path: string, body?: unknown) => {
    const { status, text } = await page.ask(method, path, body)
    answers.push(text)
    assert.ok(status < 300, `${method} ${path}: ${status} ${text}`)
    return text ? JSON.parse(text) : null
  }
  const cameraNow = async (): Promise<Camera> => (await ask('GET', '/api/v1/cameras')).items[0]
  const reasonNow = async () => (await cameraNow()).streams[0]?.reason
  const isStreaming = async () => (await cameraNow()).streams[0]?.state === 'streaming'
  await ask('POST', '/api/v1/setup', setup)

  const { main = '', sub = '' } = source.cameras[0] ?? {}
  const within = (address: string) => `${address}?user=viewer&password=${canary}`
  const probed = await ask('POST', '/api/v1/cameras/probe', { url: within(main) })
  assert.deepEqual(probed.warnings, [])
  const camera: Camera = await ask('POST', '/api/v1/cameras', { name: 'yard', url: within(main), liveUrl: within(sub) })
  assert.deepEqual(
    camera.streams.map(({ url }) => url),
    [main, sub].map(address => `${address}?user={username}&password={password}`),
  )
  await waitUntil('the camera to stream', patienceMs, isStreaming)
  assert.deepEqual(leaks(nightjar, answers.join('\n'), [canary]), [])

  const { host } = new URL(main.replace('rtsp:', 'http:'))
  await nightjar.stop()
  await changeAddresses(nightjar, host, `127.0.0.1:${impostor.port}`)
  await nightjar.start()
  await waitUntil('the agent to refuse', patienceMs, async () => (await reasonNow()) === 'camera.password-elsewhere')
  assert.equal(
    (await cameraNow()).streams[0]?.reasonText,
    'The password was entered for another address. Enter it again.',
  )
  assert.deepEqual(impostor.heard, [])

  const given = { username: 'viewer', password: canary }
  const { url, liveUrl } = { url: within(main), liveUrl: within(sub) }
  await ask('PATCH', `/api/v1/cameras/${camera.id}`, { url, liveUrl, credentials: given })
  await waitUntil('the camera to stream again', patienceMs, isStreaming)

  const agentFolder = join(nightjar.dataDir, 'agent')
  const filesWithHost = () => filesOf(agentFolder).filter(path => textOf(path).includes(host))
  assert.ok(filesWithHost().length > 0)
  await ask('DELETE', `/api/v1/cameras/${camera.id}`)
  await waitUntil('the agent to take the camera out', patienceMs, async () => {
    const [agent]: Agent[] = (await ask('GET', '/api/v1/agents')).items
    return agent!.config.appliedVersion === agent!.config.desiredVersion
  })
  assert.deepEqual(filesWithHost(), [])
  assert.deepEqual(leaks(nightjar, answers.join('\n'), [canary]), [])
})
