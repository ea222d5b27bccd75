import { systemClock } from '../platform/clock.ts'
import { keepCompiledCode } from '../platform/compile-cache.ts'
import { systemDisk } from '../platform/disk-system.ts'
import { createLog } from '../platform/log.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { systemSpawner } from '../platform/spawn.ts'
import type { FromRecorder, ToRecorder } from './ipc.ts'
import { RecorderProcess } from './recorder-process.ts'

keepCompiledCode(systemClock)

/** The recorder process. Its orders come from the agent's main process, over the IPC channel, and end with it. */
let recorder: RecorderProcess | null = null
let isLeaving = false

function send(message: FromRecorder): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => {})
}

/** Closes every file, tells of every segment, and leaves. */
async function leave(): Promise<void> {
  if (isLeaving) return
  isLeaving = true
  await recorder?.stop()
  // Messages leave in order: when this one is out, all are.
  process.send?.({ kind: 'alive' } satisfies FromRecorder, undefined, undefined, () => process.exit(0))
}

function handle(message: ToRecorder): void {
  switch (message.kind) {
    case 'start': {
      const log = createLog({ level: message.logLevel, role: 'recorder' })
      recorder ??= new RecorderProcess(message, {
        clock: systemClock,
        random: systemRandom,
        disk: systemDisk,
        network: systemNetwork,
        spawner: systemSpawner,
        log,
        send,
      })
      return
    }
    case 'cameras':
      recorder?.setCameras(message.cameras)
      return
    case 'live':
      void recorder?.live(message)
      return
    case 'probe':
      void recorder?.probe(message)
      return
    case 'stop':
      void leave()
      return
  }
}

process.on('message', message => handle(message as ToRecorder))
// The main process is gone and the next one may already be recovering our files: nothing may be written any more.
process.once('disconnect', () => process.exit(1))
process.on('SIGTERM', () => void leave())
// Ctrl-C reaches the whole group at once; the main process stops us in good order.
process.on('SIGINT', () => {})
