import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { checkSettings } from './check-settings.ts'
import { lockDataFolder, openDataFolder, readState, type State, writeState } from './data-folder.ts'
import { addDemoCameras } from './demo.ts'
import { watchForChanges } from './dev.ts'
import { createLocalApi } from './local-api.ts'
import { openLogFile } from './log-file.ts'
import { helpText, type Options, readOptions } from './options.ts'
import { requireListener, requirePort } from './ports.ts'
import { prepareWeb } from './prepare-web.ts'
import { createRole, type Role } from './role.ts'
import { topology } from './topology.ts'
import { waitFor } from './wait.ts'

const root = join(import.meta.dirname, '..', '..')
const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** A small box may need this long to make its database; longer means that something is wrong. */
const startMs = 180_000

const stopping = new AbortController()
const roles: Role[] = []

async function run(): Promise<void> {
  // Pictures, keys and logs are this user's alone.
  process.umask(0o077)
  const options = readOptions(process.argv.slice(2), process.env)
  if (options.help) return say(helpText)
  await openDataFolder(options.dataDir)
  const lock = await lockDataFolder(options.dataDir)
  try {
    await startAll(options)
    await new Promise<void>(resolve => stopping.signal.addEventListener('abort', () => resolve(), { once: true }))
  } finally {
    await stopAll()
    lock.close()
  }
}

async function startAll(options: Options): Promise<void> {
  const state = await readState(options.dataDir)
  await requirePort(
    options.port,
    options.host,
    'Stop that program, or choose another port: NIGHTJAR_PORT=8081 npm start',
  )
  checkSettings(
    topology(root, options, state, { control: 0, internal: 0, relay: 0, relayInternal: 0, demo: null }).control
      .environment,
  )
  if (!options.dev) await prepareWeb(root, say)
  const demoPort = options.demo ? await demoCameraPort(state) : null
  const ports = {
    control: options.dev ? await freePort() : options.port,
    internal: await freePort(),
    relay: await freePort(),
    relayInternal: await freePort(),
    demo: demoPort,
  }
  if (demoPort !== state.demoPort && demoPort !== null) await writeState(options.dataDir, { ...state, demoPort })
  const plan = topology(root, options, state, ports)

  if (demoPort !== null) {
    say('Starting the demo cameras ...')
    launch('demo', plan.demo, options)
    // Before the agent: it would find nobody there and wait for its next try.
    await requireListener(demoPort, stopping.signal)
  }
  // An enrolled agent needs nobody to record: after a crash every second before it runs is a second lost.
  if (plan.agentEnrolled) launch('agent', plan.agent, options)
  say('Starting the control plane ...')
  launch('control', plan.control, options)
  const api = createLocalApi(plan.internal, state.localKey)
  await waitFor('the control plane', startMs, stopping.signal, async () => Boolean(await api.state()))
  launch('relay', plan.relay, options)
  if (options.dev) launch('web', plan.web, options)
  say('Starting the local agent ...')
  if (!plan.agentEnrolled) launch('agent', withCode(plan.agent, await api.enrolmentCode()), options)
  await waitFor('all parts', startMs, stopping.signal, async () => (await fetch(`${plan.front}/healthz`)).ok)
  if (demoPort !== null && !state.demoCamerasAdded) {
    say('Adding the demo cameras ...')
    await addDemoCameras(api, demoPort)
    await writeState(options.dataDir, { ...state, demoPort, demoCamerasAdded: true })
  }
  const { setupRequired } = await api.state()
  announce(plan.page, setupRequired ? (options.setupToken ?? state.setupToken) : null, options.dataDir)
  if (options.dev) watchForChanges(root, roles, say, stopping.signal)
}

/** The code is for the first start only; later ones find the identity in the data folder. */
function withCode<Plan extends { environment: Record<string, string> }>(plan: Plan, code: string): Plan {
  return { ...plan, environment: { ...plan.environment, NIGHTJAR_ENROLMENT_CODE: code } }
}

async function demoCameraPort(state: State): Promise<number> {
  const port = state.demoPort ?? (await freePort())
  await requirePort(port, '127.0.0.1', 'The demo cameras need it; stop that program, or start without --demo.')
  return port
}

function launch(
  name: string,
  plan: { command: readonly string[]; environment: Record<string, string> },
  options: Options,
): void {
  const role = createRole({
    name,
    command: plan.command,
    environment: plan.environment,
    log: openLogFile(join(options.dataDir, 'logs', `${name}.log`)),
    onExit(code, lastLines) {
      // 78 (EX_CONFIG of sysexits.h): starting it again would fail the same way.
      if (stopping.signal.aborted) return false
      if (code === 78) {
        stopping.abort(new Error(lastLines.filter(line => !line.startsWith('{')).join('\n') || `${name} cannot start.`))
        return false
      }
      say(
        `The ${name} process ended (${code ?? 'killed'}); starting it again. See ${join(options.dataDir, 'logs', `${name}.log`)}`,
      )
      return true
    },
  })
  roles.push(role)
  role.start()
}

function announce(page: string, setupToken: string | null, dataDir: string): void {
  say('')
  say('  Nightjar is running.')
  // In the fragment, so that no server or proxy log ever holds the token.
  say(setupToken ? `  Open ${page}/setup#token=${setupToken}` : `  Open ${page}`)
  if (setupToken) say('  The token works once, for the first administrator.')
  say('')
  say(`  Data and logs: ${dataDir}`)
  say('  Ctrl-C stops everything.')
  say('')
}

/** The agent first: its last segments still reach the control plane's disk or wait in the outbox. */
async function stopAll(): Promise<void> {
  if (roles.length === 0) return
  say('Stopping ...')
  await roles.find(role => role.name === 'agent')?.stop()
  await Promise.all(roles.map(role => role.stop()))
  say('Stopped. The next start goes on here.')
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort())

run().then(
  () => {
    const { reason } = stopping.signal
    if (reason instanceof Error && reason.name !== 'AbortError') {
      process.stderr.write(`\n${reason.message}\n`)
      process.exitCode = 1
    }
  },
  error => {
    const interrupted =
      stopping.signal.aborted &&
      !(stopping.signal.reason instanceof Error && stopping.signal.reason.name !== 'AbortError')
    if (interrupted) return
    const reason = stopping.signal.reason instanceof Error ? stopping.signal.reason : error
    process.stderr.write(`\n${reason instanceof Error ? reason.message : String(reason)}\n`)
    process.exitCode = 1
  },
)
