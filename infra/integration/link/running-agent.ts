import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runAgent } from '@nightjar/edge-agent/agent/agent.ts'
import { identityStore } from '@nightjar/edge-agent/config/identity-store.ts'
import { systemDisk } from '@nightjar/edge-agent/platform/disk-system.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { systemSpawner } from '@nightjar/edge-agent/platform/spawn.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import pino from 'pino'
import { waitUntil } from '../../services/wait-until.ts'

export interface LogLine {
  readonly msg: string
  readonly id?: string
}

/** The whole agent, as its own process runs it, in a folder of its own. */
export interface RunningAgent {
  readonly address: AgentAddress
  readonly log: readonly LogLine[]
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Enrols with the code; resolves when it has its identity. */
export async function startAgent(controlPlane: string, enrolmentCode: string): Promise<RunningAgent> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nightjar-agent-'))
  const log: LogLine[] = []
  const options = { controlPlane, dataDir, enrolmentCode, allowLoopback: 'any', logLevel: 'warn' } as const
  const platform = { clock: systemClock, random: systemRandom, disk: systemDisk, spawner: systemSpawner }
  const logger = pino({ level: 'debug' }, { write: (line: string) => void log.push(JSON.parse(line)) })
  const start = () => {
    const stopping = new AbortController()
    const over = runAgent({ options, ...platform, log: logger }, stopping.signal)
    return async () => {
      stopping.abort()
      await over
    }
  }
  let end = start()
  const identities = identityStore(dataDir, pino({ level: 'silent' }))
  await waitUntil('the enrolment', 30_000, async () => (await identities.read()) !== null)
  const { organisationId, agentId } = (await identities.read())!
  return {
    address: { organisationId, agentId },
    log,
    restart: async () => {
      await end()
      end = start()
    },
    stop: async () => {
      await end()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
