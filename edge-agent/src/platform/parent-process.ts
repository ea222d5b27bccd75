import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { bytePipe } from './byte-pipe.ts'

/** The process that started us through a `Spawner`, as seen from here. */
export interface ParentProcess {
  /** Structured clone. Resolves when it and all before it are out; at once when the parent is gone. */
  send(message: unknown): Promise<void>
  /** Once, before anything else can be heard. */
  listen(handlers: ParentHandlers): void
  /** The other end of the `Child`'s pipe of this number, from 0. */
  pipe(index: number): Duplex
}

export interface ParentHandlers {
  message(message: unknown): void
  /** The parent is gone. */
  gone(): void
  /** Somebody else (a service manager) asks us to leave. */
  leave(): void
}

const pipes = new Map<number, Duplex>()

export const parentProcess: ParentProcess = {
  send: message =>
    new Promise(resolve => {
      if (process.connected) process.send?.(message, undefined, undefined, () => resolve())
      else resolve()
    }),
  listen: handlers => {
    process.on('message', handlers.message)
    process.once('disconnect', handlers.gone)
    process.on('SIGTERM', handlers.leave)
    // Ctrl-C reaches the whole group at once; the parent stops us in good order.
    process.on('SIGINT', () => {})
  },
  pipe: index => {
    const open = pipes.get(index) ?? bytePipe(new Socket({ fd: 3 + index, readable: true, writable: true }))
    pipes.set(index, open)
    return open
  },
}
