import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { waitFor } from './wait-for.ts'

const root = join(import.meta.dirname, '..', '..')

export interface AllInOne {
  /** The page that the terminal names, with its setup token. */
  readonly url: string
  readonly origin: string
  readonly dataDir: string
  /** Of the supervisor; the roles are its children. */
  readonly pid: number
  /** Everything that was said at the terminal. */
  readonly said: () => string
  readonly stop: () => Promise<void>
}

/** `npm start` in a data folder of its own, on a port of its own, until it says that it runs. */
export async function startAllInOne(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<AllInOne> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nightjar-e2e-'))
  const port = await freePort()
  const start = [join(root, 'infra', 'bootstrap', 'start.mjs'), 'infra/all-in-one/main.ts']
  const child = spawn(process.execPath, [...start, ...args], {
    cwd: root,
    env: { ...process.env, ...environment, NIGHTJAR_PORT: String(port), NIGHTJAR_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      said += String(chunk)
    })
  const stop = async () => {
    await stopChild(child)
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  try {
    const address = await waitFor(
      'Nightjar to say where it runs',
      () => /(http:\/\/localhost:\d+\/\S+)/.exec(said)?.[1] ?? (child.exitCode === null ? null : ''),
      // Longer than it waits itself, so that its own sentence is what is reported.
      400_000,
    ).catch(() => '')
    if (address === '') throw new Error(`Nightjar did not start:\n${said}`)
    const url = address
    return { url, origin: new URL(url).origin, dataDir, pid: child.pid!, said: () => said, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  await ended
  clearTimeout(timer)
}
