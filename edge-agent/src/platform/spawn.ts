import { fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'

/** A process of ours with a message channel. */
export interface Child {
  readonly pid: number | undefined
  /** Nothing happens when the child is gone. */
  send(message: unknown): void
  /** SIGKILL. */
  kill(): void
}

export interface ChildHandlers {
  message(message: unknown): void
  /** Called once, when the process is gone or could not be started. */
  exited(code: number | null, signal: string | null): void
}

/** All starting of processes goes through this interface, so that a simulation can own it. */
export interface Spawner {
  /**
   * Runs a module of ours in a Node process of its own. It shares standard output and error with us and nothing else:
   * no environment but where compiled code is kept, no arguments. Messages are structured clones, so bytes stay bytes.
   * @param nodeOptions for Node itself, e.g. sizes of V8's heap.
   */
  node(modulePath: string, handlers: ChildHandlers, nodeOptions?: readonly string[]): Child
}

export const systemSpawner: Spawner = {
  node: (modulePath, handlers, nodeOptions = []) => {
    const child = fork(modulePath, [], {
      serialization: 'advanced',
      env: environment(),
      execArgv: [...nodeOptions],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    let isOver = false
    const over = (code: number | null, signal: string | null) => {
      if (isOver) return
      isOver = true
      handlers.exited(code, signal)
    }
    child.on('message', handlers.message)
    child.on('exit', over)
    child.on('error', () => {
      if (child.exitCode === null && child.pid === undefined) over(null, null)
    })
    return {
      pid: child.pid,
      send: message => {
        if (child.connected) child.send(message as object, () => {})
      },
      kill: () => void child.kill('SIGKILL'),
    }
  },
}

function environment(): Record<string, string> {
  const cache = getCompileCacheDir()
  return {
    // glibc gives every thread a heap of its own, and buffers that wander between threads make them all grow.
    MALLOC_ARENA_MAX: '2',
    // Node names the folder of its own version inside the one it was given.
    ...(cache ? { NODE_COMPILE_CACHE: dirname(cache) } : {}),
  }
}
