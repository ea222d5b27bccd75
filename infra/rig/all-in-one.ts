import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { type ServerProcess, startProcess } from '../services/server-process.ts'
import { waitUntil } from '../services/wait-until.ts'
import { type ApiClient, signIn } from './api-client.ts'
import { killTree, processTree, signalProcess } from './process-tree.ts'

/** The processes by a part of their command line. */
const entries = {
  control: 'control-plane/src/main.ts',
  relay: 'control-plane/src/relay/main.ts',
  agent: 'edge-agent/src/main.ts',
  recorder: 'edge-agent/src/recorder/main.ts',
  demo: 'infra/virtual-camera/main.ts',
} as const
export type RigProcess = keyof typeof entries

export interface AllInOne {
  readonly origin: string
  readonly dataDir: string
  readonly pid: number
  /** Process id; null while it is not there. */
  find(name: RigProcess): number | null
  /** False when there is no such process. */
  signal(name: RigProcess, signal: NodeJS.Signals): boolean
  /** kill -9 of the whole tree in one moment. */
  kill9(): Promise<void>
  /** Starts what was killed or stopped, on the same data. Resolves when everything is up. */
  start(): Promise<void>
  /** SIGTERM, as Ctrl-C. */
  stop(): Promise<void>
  signIn(): Promise<ApiClient>
  /** Standard output of the supervisor and the log files of all roles, by name. */
  logs(): Record<string, string>
  /** Stops, and removes the data folder. */
  remove(): Promise<void>
}

const start = [join(import.meta.dirname, '..', 'bootstrap', 'start.mjs'), 'infra/all-in-one/main.ts']
const setupToken = 'rig-setup-token-0123456789'
const upMs = 180_000

/** `npm start` in a data folder of its own. `environment` as in its help; `args` such as `--demo`. */
export async function startAllInOne(
  environment: Readonly<Record<string, string>> = {},
  args: readonly string[] = [],
): Promise<AllInOne> {
  const dataDir = mkdtempSync(join(tmpdir(), 'nightjar-rig-'))
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const env = {
    ...process.env,
    NIGHTJAR_PORT: String(port),
    NIGHTJAR_DATA_DIR: dataDir,
    NIGHTJAR_SETUP_TOKEN: setupToken,
    NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1',
    ...environment,
  }
  let supervisor: ServerProcess

  async function launch(): Promise<void> {
    supervisor = startProcess(process.execPath, [...start, ...args], { env })
    await waitUntil('Nightjar to run', upMs, () => {
      if (!supervisor.running) throw new Error(supervisor.output())
      return supervisor.output().includes('Nightjar is running')
    })
  }
  const find = (name: RigProcess): number | null =>
    processTree(supervisor.pid).find(each => each.command.includes(entries[name]))?.pid ?? null
  const logs = (): Record<string, string> => {
    const folder = join(dataDir, 'logs')
    const files = existsSync(folder) ? readdirSync(folder) : []
    return Object.fromEntries([
      ['supervisor', supervisor.output()],
      ...files.map(file => [file.replace(/\.log$/, ''), readFileSync(join(folder, file), 'utf8')] as const),
    ])
  }
  const stop = async (): Promise<void> => {
    // A frozen process would not hear the request to stop.
    for (const { pid } of processTree(supervisor.pid)) signalProcess(pid, 'SIGCONT')
    await supervisor.end()
  }

  try {
    await launch()
  } catch (error) {
    const told = JSON.stringify(logs(), null, 2).slice(-4000)
    await stop()
    rmSync(dataDir, { recursive: true, force: true })
    throw new Error(`${error instanceof Error ? error.message : error}\n${told}`)
  }

  return {
    origin,
    dataDir,
    get pid() {
      return supervisor.pid
    },
    find,
    signal(name, signal) {
      const pid = find(name)
      return pid !== null && signalProcess(pid, signal)
    },
    async kill9() {
      killTree(supervisor.pid)
      await supervisor.kill9()
    },
    start: launch,
    stop,
    signIn: () => signIn(origin, setupToken),
    logs,
    async remove() {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
