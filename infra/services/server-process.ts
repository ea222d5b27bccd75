import { type ChildProcess, spawn } from 'node:child_process'

const keptOutput = 20_000

export interface ServerProcess {
  readonly pid: number
  readonly running: boolean
  /** Null while it runs, and when a signal ended it. */
  readonly exitCode: number | null
  /** The last of standard output and error, for the message of a failed start. */
  output(): string
  signal(signal: NodeJS.Signals): void
  /** Asks with `signal`, kills after ten seconds; resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>
  /** kill -9; resolves when it is gone. */
  kill9(): Promise<void>
}

const endGraceMs = 10_000
const alive = new Set<ChildProcess>()
// A test process that ends in an uncaught error must not leave servers behind.
process.on('exit', () => {
  for (const child of alive) child.kill('SIGKILL')
})

export function startProcess(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): ServerProcess {
  const child = spawn(command, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  alive.add(child)
  let output = ''
  let running = true
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-keptOutput)
    })
  }
  const gone = new Promise<void>(resolve => {
    const ended = (): void => {
      running = false
      alive.delete(child)
      resolve()
    }
    child.once('error', error => {
      output += error.message
      ended()
    })
    child.once('exit', ended)
  })

  async function end(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!running) return
    child.kill(signal)
    const insist = setTimeout(() => child.kill('SIGKILL'), endGraceMs)
    await gone
    clearTimeout(insist)
  }

  return {
    pid: child.pid ?? -1,
    get running() {
      return running
    },
    get exitCode() {
      return child.exitCode
    },
    output: () => output,
    signal: signal => {
      child.kill(signal)
    },
    end,
    async kill9() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
