import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { TokenIdentity } from '../keys/access-token.ts'
import type { Log } from '../platform/log.ts'

export interface BrokerDeps {
  readonly clock: Clock
  readonly log: Log
  /** @throws AppError `agent.refused` when the token is not ours, expired, or its agent revoked. */
  verify(token: string): Promise<TokenIdentity>
}

export interface BrokerLimits {
  /** All connections together, those that have not yet said who they are included. */
  readonly connections: number
  readonly messagesPerSecond: number
  readonly messageBurst: number
}
