import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { TokenIdentity } from '../keys/access-token.ts'
import type { Log } from '../platform/log.ts'
import type { RoomLimits } from '../platform/waiting-room.ts'

export interface BrokerDeps {
  readonly clock: Clock
  readonly log: Log
  /** @throws AppError `agent.refused` when the token is not ours, expired, or its agent revoked. */
  verify(token: string): Promise<TokenIdentity>
}

export interface BrokerLimits {
  /** Clients that have said who they are. */
  readonly connections: number
  /** Streams that have not yet: counted apart, so that they keep no agent out. */
  readonly waiting: RoomLimits
  readonly messagesPerSecond: number
  readonly messageBurst: number
}
