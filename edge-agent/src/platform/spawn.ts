import { type ChildProcess, fork } from 'node:child_process'
import { getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'
import type { Duplex } from 'node:stream'
import { brokenPipe, bytePipe } from './byte-pipe.ts'
import { residentBytes } from './resident-bytes.ts'

/** A process of ours with a message channel. */
export interface Child {
  readonly pid: number | undefined
  /**
   * As many as were asked for, for bytes in both directions: what is written to one is read there from
   * `parentProcess.pipe` of the same number. `write` answers false while the other side does not read; all of them end
   * with the process. What was written before its end reaches who is reading by then.
   */
  readonly pipes: readonly Duplex[]
  /** Nothing happens when the child is gone. */
  send(message: unknown): void
  /** Resident memory; null where the system does not say (only Linux does) and when the child is gone. */
  residentBytes(): number | null
  /** SIGKILL. */
  kill(): void
}

export interface ChildHandlers {
  message(message: unknown): void
  /** Called once, when the process is gone or could not be started. */
  exited(code: number | null, signal: string | null): void
}

export interface SpawnOptions {
  /** For Node itself, e.g. sizes of V8's heap. */
  readonly nodeOptions?: readonly string[]
  /** How many byte pipes; none if it is not said. */
  readonly pipes?: number
}

/** All starting of processes goes through this interface, so that a simulation can own it. */
export interface Spawner {
  /**
   * Runs a module of ours in a Node process of its own. It shares standard output and error with us and nothing else:
   * no environment but where compiled code is kept and what `makeSpawner` was told, no arguments. Messages are structured clones, so bytes stay bytes;
   * media goes through the pipes, which hold a sender back, as the message channel does not. Never throws.
   */
  node(modulePath: string, handlers: ChildHandlers, options?: SpawnOptions): Child
}

/** @param passed variables that every child gets: no secret, since a child may be one that reads hostile bytes. */
export const makeSpawner = (passed: Readonly<Record<string, string>> = {}): Spawner => ({
  node: (modulePath, handlers, { nodeOptions = [], pipes = 0 } = {}) => {
    let isOver = false
    const over = (code: number | null, signal: string | null) => {
      if (isOver) return
      isOver = true
      handlers.exited(code, signal)
    }
    const child = start(modulePath, nodeOptions, pipes, passed)
    if (child === null) {
      queueMicrotask(() => over(null, null))
      return { pid: undefined, pipes: pipesOf(null, pipes), send: () => {}, residentBytes: () => null, kill: () => {} }
    }
    child.on('message', handlers.message)
    child.on('exit', over)
    child.on('error', () => {
      if (child.pid === undefined) over(null, null)
    })
    return {
      pid: child.pid,
      pipes: pipesOf(child, pipes),
      send: message => {
        if (child.connected) child.send(message as object, () => {})
      },
      residentBytes: () => (isOver || child.pid === undefined ? null : residentBytes(child.pid)),
      kill: () => void child.kill('SIGKILL'),
    }
  },
})

/** Children get nothing of our environment. */
export const systemSpawner = makeSpawner()

/** Null when the system has no room for another process; Node tells some such errors by event and throws others. */
function start(
  modulePath: string,
  nodeOptions: readonly string[],
  pipes: number,
  passed: Readonly<Record<string, string>>,
): ChildProcess | null {
  try {
    return fork(modulePath, [], {
      serialization: 'advanced',
      env: { ...environment(), ...passed },
      execArgv: [...nodeOptions],
      // The pipes are 3 and on, so that the child finds them without being told how many there are.
      stdio: ['ignore', 'inherit', 'inherit', ...Array<'pipe'>(pipes).fill('pipe'), 'ipc'],
    })
  } catch {
    return null
  }
}

function pipesOf(child: ChildProcess | null, count: number): Duplex[] {
  const streams: readonly unknown[] = child?.stdio ?? []
  return Array.from({ length: count }, (_, index) => {
    const stream = streams[3 + index]
    return stream ? bytePipe(stream as Duplex) : brokenPipe()
  })
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
