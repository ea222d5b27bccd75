import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import type { State } from './data-folder.ts'
import type { LogFile } from './log-file.ts'
import type { Options } from './options.ts'
import { createRole } from './role.ts'
import { topology } from './topology.ts'

const secrets = {
  NIGHTJAR_S3_ACCESS_KEY_ID: 'secret-1',
  NIGHTJAR_S3_SECRET_ACCESS_KEY: 'secret-2',
  DATABASE_URL: 'postgresql://nightjar:secret-3@db/nightjar',
  SECRET_KEY: 'secret-4',
  NIGHTJAR_SETUP_TOKEN: 'secret-5',
  AWS_SECRET_ACCESS_KEY: 'secret-6',
  NODE_AUTH_TOKEN: 'secret-7',
  MQTT_PASSWORD: 'secret-8',
}
const harmless = {
  PATH: '/usr/bin',
  TZ: 'Europe/Vienna',
  LC_ALL: 'C.UTF-8',
  NODE_OPTIONS: '--max-old-space-size=256',
  https_proxy: 'http://proxy:3128',
}
const options: Options = {
  help: false,
  demo: true,
  dev: false,
  port: 8080,
  host: '127.0.0.1',
  dataDir: '/var/lib/nightjar',
  setupToken: secrets.NIGHTJAR_SETUP_TOKEN,
}
const state: State = {
  secretKey: 'secret-state-key',
  relayKey: 'relay-key',
  localKey: 'secret-local-key',
  setupToken: 'secret-state-token',
  demoPort: null,
  demoCamerasAdded: false,
}
const ports = { control: 8080, internal: 1, relay: 2, relayInternal: 3, demo: 4 }
const plan = topology('/opt/nightjar', options, state, ports, {
  ...harmless,
  ...secrets,
  NIGHTJAR_LOG_LEVEL: 'debug',
  NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1',
})

test('no key of the control plane is in the environment of agent, relay or cameras (no keys on site)', () => {
  for (const { environment } of [plan.agent, plan.relay, plan.demo]) {
    assert.doesNotMatch(JSON.stringify(environment), /secret-/)
    for (const [name, value] of Object.entries(harmless))
      assert.equal((environment as typeof harmless)[name as 'TZ'], value)
  }
  const environment: Record<string, string> = plan.agent.environment
  assert.equal(environment.NIGHTJAR_RELAY_KEY, undefined)
  assert.equal(environment.NIGHTJAR_LOG_LEVEL, 'debug')
  assert.equal(environment.NIGHTJAR_ALLOW_LOOPBACK_CAMERAS, '1')
})

test('the control plane is told what the person at the terminal set', () => {
  const environment: Record<string, string> = plan.control.environment
  for (const [name, value] of Object.entries({ ...harmless, ...secrets })) assert.equal(environment[name], value)
})

test('in development the page has the one address, and the control plane another that only this machine reaches', () => {
  const open = { ...options, host: '0.0.0.0' }
  const told = (dev: boolean) => {
    const { page, control, agent, web } = topology(
      '/opt/nightjar',
      { ...open, dev },
      state,
      { ...ports, control: dev ? 9 : 8080 },
      {},
    )
    const { NIGHTJAR_HOST, NIGHTJAR_PORT } = control.environment
    return { page, control: `${NIGHTJAR_HOST}:${NIGHTJAR_PORT}`, agent: agent.environment.NIGHTJAR_CONTROL_PLANE, web }
  }
  const { web, ...development } = told(true)
  assert.deepEqual(development, {
    page: 'http://localhost:8080',
    control: '127.0.0.1:9',
    agent: 'http://127.0.0.1:9',
  })
  assert.deepEqual(web.command.slice(1), [
    '--host',
    '0.0.0.0',
    '--port',
    '8080',
    '--control-plane',
    'http://127.0.0.1:9',
  ])
  const { web: _, ...usual } = told(false)
  assert.deepEqual(usual, { page: 'http://localhost:8080', control: '0.0.0.0:8080', agent: 'http://127.0.0.1:8080' })
})

test('no key is in the environment of the server of the page', () => {
  const { web } = topology('/opt/nightjar', { ...options, dev: true }, state, ports, { ...harmless, ...secrets })
  assert.doesNotMatch(JSON.stringify(web.environment), /secret-/)
})

test('a process gets the environment of its plan and nothing of the supervisor’s', async () => {
  const lines: string[] = []
  const log: LogFile = { write: line => void lines.push(line), close: () => undefined }
  const ended = new EventTarget()
  const gone = once(ended, 'gone')
  process.env.NIGHTJAR_TEST_SECRET = 'secret-9'
  const role = createRole({
    name: 'test',
    command: ['-e', 'console.log(JSON.stringify(Object.keys(process.env)))'],
    environment: { ONE: '1' },
    log,
    onExit: () => !ended.dispatchEvent(new Event('gone')),
  })
  role.start()
  await gone
  delete process.env.NIGHTJAR_TEST_SECRET
  const names: string[] = JSON.parse(lines.join(''))
  // Node's own, for the lifeline to the supervisor.
  assert.deepEqual(
    names.filter(name => !name.startsWith('NODE_CHANNEL_')),
    ['ONE'],
  )
})
