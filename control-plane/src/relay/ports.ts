import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Logger } from 'pino'

/** Everything the relay takes from outside. */
export interface RelayPorts {
  readonly clock: Clock
  readonly randomBytes: (length: number) => Uint8Array
  readonly fetch: typeof fetch
  readonly log: Logger
}
