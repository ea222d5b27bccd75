import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { runAgent } from './agent/agent.ts'
import { type AgentOptions, readEnvironment } from './config/environment.ts'
import { trustSettings } from './config/trust.ts'
import { keepCompiledCode } from './platform/compile-cache.ts'
import { systemDisk } from './platform/disk-system.ts'
import { createLog } from './platform/log.ts'
import { systemRandom } from './platform/random.ts'
import { makeSpawner } from './platform/spawn.ts'

/** EX_CONFIG of sysexits.h: starting again would fail the same way. */
const configurationError = 78

// Pictures and keys are this user's alone; the recorder inherits it.
process.umask(0o077)

let options: AgentOptions
try {
  options = readEnvironment()
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`)
  process.exit(configurationError)
}

const log = createLog({ level: options.logLevel, role: 'agent' })
keepCompiledCode(systemClock)
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, () => stopping.abort())

try {
  const platform = { clock: systemClock, random: systemRandom, disk: systemDisk, spawner: makeSpawner(trustSettings()) }
  await runAgent({ options, ...platform, log }, stopping.signal)
  process.exit(0)
} catch (error) {
  if (stopping.signal.aborted) process.exit(0)
  const failure = toAppError(error)
  log.fatal({ err: failure }, 'the agent cannot run')
  process.stderr.write(`${failure.publicMessage}\n`)
  process.exit(failure.code === 'enrolment.refused' || failure.code === 'disk.wrong-folder' ? configurationError : 1)
}
