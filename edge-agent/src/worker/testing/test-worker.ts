import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { parentProcess } from '../../platform/parent-process.ts'
import { serveWorker } from '../serve-worker.ts'
import type { fate, TestProtocol } from './test-protocol.ts'

/** A real worker for the tests; ends in every way that a worker can. */
let isDeaf = false

function meet(doing: keyof typeof fate): void {
  if (doing === 'die') process.exit(7)
  if (doing === 'be killed') process.kill(process.pid, 'SIGKILL')
  if (doing === 'echo bytes') parentProcess.pipe(0).pipe(parentProcess.pipe(1))
  if (doing === 'swell') Buffer.alloc(500 * 1024 * 1024, 1)
  if (doing === 'hang' || doing === 'swell') for (;;);
}

serveWorker<TestProtocol>(parentProcess, systemClock, report => ({
  order({ doing }) {
    isDeaf = doing === 'ignore stop'
    report({ kind: 'doing', doing, pid: process.pid })
    // After the report is out.
    setTimeout(() => meet(doing), 50)
  },
  requests: {
    echo: ask => ask,
    fail: () => {
      throw new Error('a private story')
    },
    never: () => new Promise(() => {}),
  },
  stop: () => {
    // More than the channel takes at once.
    report({ kind: 'doing', doing: 'last words', pid: process.pid, weight: new Uint8Array(4_000_000) })
    return isDeaf ? new Promise(() => {}) : Promise.resolve()
  },
}))
