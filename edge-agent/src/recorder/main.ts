import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { keepCompiledCode } from '../platform/compile-cache.ts'
import { systemDisk } from '../platform/disk-system.ts'
import { createLog } from '../platform/log.ts'
import { systemNetwork } from '../platform/network.ts'
import { parentProcess } from '../platform/parent-process.ts'
import { createLoadMeter } from '../platform/process-load.ts'
import { systemRandom } from '../platform/random.ts'
import { systemSpawner } from '../platform/spawn.ts'
import { serveWorker } from '../worker/serve-worker.ts'
import type { RecorderProtocol } from './ipc.ts'
import { createRecorderWork } from './recorder-process.ts'

keepCompiledCode(systemClock)

/** The recorder process. Its orders come from the agent's main process, and end with it. */
serveWorker<RecorderProtocol>(parentProcess, systemClock, report =>
  createRecorderWork(start => ({
    clock: systemClock,
    random: systemRandom,
    disk: systemDisk,
    network: systemNetwork,
    spawner: systemSpawner,
    loadMeter: createLoadMeter(),
    log: createLog({ level: start.logLevel, role: 'recorder' }),
    send: report,
  })),
)
