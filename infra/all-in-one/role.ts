import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { LogFile } from './log-file.ts'

export interface RoleOptions {
  readonly name: string
  /** Entry file and its arguments. */
  readonly command: readonly string[]
  /** All of it: nothing of the supervisor's own is added. */
  readonly environment: Readonly<Record<string, string>>
  readonly log: LogFile
  /** Every line of standard output and error, after it was logged. */
  readonly onLine?: (line: string) => void
  /** Asked when the process ended by itself; false means do not start it again. */
  readonly onExit: (code: number | null, lastLines: readonly string[]) => boolean
}

export interface Role {
  readonly name: string
  readonly pid: number | undefined
  start(): void
  /** Ends the process and starts it again (development). */
  restart(): void
  /** Asks it to stop, insists after five seconds. Resolves when it is gone. */
  stop(): Promise<void>
}

const stopGraceMs = 5_000
/** A process that lived this long is taken for healthy: its next end starts again with the short wait. */
const healthyAfterMs = 60_000

/** One process of the tree, started again when it dies. */
export function createRole(options: RoleOptions): Role {
  let child: ChildProcess | null = null
  let stopping = false
  const backoff = createBackoff({ firstMs: 500, maxMs: 10_000, jitter: null })
  let timer: NodeJS.Timeout | null = null

  function start(): void {
    const startedAt = performance.now()
    const lastLines: string[] = []
    // IPC only as a lifeline: a role whose supervisor is gone sees the channel close and ends too.
    const started = spawn(process.execPath, [...options.command], {
      env: { ...options.environment },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    child = started
    for (const stream of [started.stdout, started.stderr]) {
      if (!stream) continue
      createInterface({ input: stream }).on('line', line => {
        options.log.write(line)
        lastLines.push(line)
        if (lastLines.length > 20) lastLines.shift()
        options.onLine?.(line)
      })
    }
    started.once('close', code => {
      child = null
      if (stopping || !options.onExit(code, lastLines)) return
      if (performance.now() - startedAt > healthyAfterMs) backoff.reset()
      timer = setTimeout(start, backoff.next())
    })
  }

  return {
    name: options.name,
    get pid() {
      return child?.pid
    },
    start,
    restart() {
      backoff.reset()
      child?.kill('SIGTERM')
    },
    async stop() {
      stopping = true
      if (timer) clearTimeout(timer)
      const running = child
      if (!running) return
      const gone = new Promise<void>(resolve => running.once('close', () => resolve()))
      running.kill('SIGTERM')
      const insist = setTimeout(() => running.kill('SIGKILL'), stopGraceMs)
      await gone
      clearTimeout(insist)
    },
  }
}
