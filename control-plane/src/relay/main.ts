import { randomBytes } from 'node:crypto'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { createLog } from '../platform/log.ts'
import { readRelayOptions } from './config/options.ts'
import { startRelay } from './relay.ts'

/** The relay process: no database, no rights of its own, nothing on disk. */
async function main(): Promise<void> {
  const options = readRelayOptions()
  const log = createLog({ level: options.logLevel, role: 'relay' })
  const relay = await startRelay(options, { clock: systemClock, randomBytes, fetch, log })
  const leave = () => {
    relay.stop().then(() => process.exit(0))
  }
  process.once('SIGTERM', leave)
  process.once('SIGINT', leave)
  // Started with an IPC channel it ends with its supervisor.
  process.once('disconnect', leave)
}

main().catch(error => {
  process.stderr.write(`The relay cannot start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
