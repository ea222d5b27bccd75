import { openSync } from 'node:fs'
import { systemSpawner } from '../spawn.ts'

/** Run with few file descriptors allowed: takes them all, then tries to start a process, and prints what comes of it. */
function takeAll(): void {
  try {
    for (;;) openSync('/dev/null', 'r')
  } catch {
    // All are taken.
  }
}

const modulePath = new URL('pipe-child.ts', import.meta.url).pathname
takeAll()
const child = systemSpawner.node(
  modulePath,
  {
    message: () => {},
    exited: (code, signal) => {
      process.stdout.write(JSON.stringify({ code, signal, pipes: child.pipes.map(pipe => pipe.destroyed) }))
    },
  },
  { pipes: 2 },
)
