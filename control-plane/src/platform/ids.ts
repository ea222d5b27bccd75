import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { v7 } from 'uuid'
import type { Random } from './random.ts'

/** Makes UUIDv7 ids: the application makes them, never the database, so that they are known before the write. */
export interface Ids {
  next(): string
}

export const makeIds = (clock: Clock, random: Random): Ids => ({
  next: () => v7({ msecs: clock.wallMs(), random: random.bytes(16) }),
})
