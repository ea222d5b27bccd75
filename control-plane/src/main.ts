import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { startControlPlane } from './composition/start.ts'
import { loadConfig, StartRefused } from './config/load.ts'
import { createLog } from './platform/log.ts'

/** EX_CONFIG of sysexits.h: starting again would fail the same way. */
const exitConfiguration = 78
/** Whatever has not ended by then is cut, ms. */
const stopMs = 3_000

const say = (text: string): void => void process.stdout.write(`${text}\n`)

async function main(): Promise<void> {
  // Pictures, keys and logs are this user's alone.
  process.umask(0o077)
  const config = loadConfig()
  const log = createLog({ level: config.NIGHTJAR_LOG_LEVEL, role: config.NIGHTJAR_ROLES.join('+') })
  for (const warning of config.warnings) log.warn(warning)
  const running = await startControlPlane(config, { log })
  log.info({ port: running.port, internalPort: running.internalPort }, 'control plane is ready')
  // Not by the log: it is a secret. A token that was given from outside is known there.
  if (running.setupToken && !config.NIGHTJAR_SETUP_TOKEN)
    say(`Setup token, for the first administrator: ${running.setupToken}`)
  const leave = (signal: NodeJS.Signals | 'disconnect') => {
    log.info({ signal }, 'stopping')
    void Promise.race([running.stop(), systemClock.sleep(stopMs)]).then(() => process.exit(0))
  }
  process.once('SIGTERM', leave)
  process.once('SIGINT', leave)
  // Started by a supervisor that is gone: nobody would stop this process any more.
  process.once('disconnect', () => leave('disconnect'))
}

main().catch(error => {
  if (!(error instanceof StartRefused)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(exitConfiguration)
})
