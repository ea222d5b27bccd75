import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { AgentOptions } from '../config/environment.ts'
import type { FactBus } from '../facts/fact-bus.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { Spawner } from '../platform/spawn.ts'

/** What the agent is made from. */
export interface AgentDeps {
  readonly options: AgentOptions
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly spawner: Spawner
  readonly log: Log
}

/** What every part of the agent may have. */
export interface PartDeps extends AgentDeps {
  readonly facts: FactBus
  /** Aborted when the agent is to stop. */
  readonly signal: AbortSignal
}
