import { createHash } from 'node:crypto'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible'
import type { Db } from '../../db/client.ts'
import { rateLimits } from '../../db/schema/rate-limits.ts'

export interface AttemptLimit {
  /** Counts one attempt, before anything is looked at. @throws AppError `auth.rate-limited` with the time to wait. */
  consume(...key: readonly string[]): Promise<void>
  /** Takes one attempt back that turned out to be good. */
  giveBack(...key: readonly string[]): Promise<void>
}

/** Counted in the database: shared by all replicas and kept over a restart (R9, R10). */
export interface AttemptLimits {
  /** One account from one address. */
  readonly login: AttemptLimit
  /** One account from anywhere. */
  readonly account: AttemptLimit
  /** One address for all accounts. */
  readonly address: AttemptLimit
  /** Setup tokens from one address. */
  readonly oneTimeCode: AttemptLimit
  /** Enrolment codes from one address; right ones are given back, many agents may stand behind one. */
  readonly enrolment: AttemptLimit
}

function makeLimit(db: Db, name: string, points: number, durationSeconds: number): AttemptLimit {
  const limiter = new RateLimiterDrizzle({
    storeClient: db,
    schema: rateLimits,
    keyPrefix: name,
    points,
    duration: durationSeconds,
    clearExpiredByTimeout: false,
  })
  // Hashed: what people type into a user name field by mistake is their password.
  const hashed = (key: readonly string[]) => createHash('sha256').update(JSON.stringify(key)).digest('base64url')
  return {
    giveBack: async (...key) => void (await limiter.reward(hashed(key))),
    consume: async (...key) => {
      try {
        await limiter.consume(hashed(key))
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal
        throw new AppError('auth.rate-limited', { retryAfterSeconds: Math.max(1, refusal.msBeforeNext / 1000) })
      }
    },
  }
}

/** @param windowSeconds 60 but in tests. */
export const makeAttemptLimits = (db: Db, windowSeconds = 60): AttemptLimits => ({
  login: makeLimit(db, 'login', 5, windowSeconds),
  account: makeLimit(db, 'account', 30, windowSeconds),
  address: makeLimit(db, 'address', 30, windowSeconds),
  oneTimeCode: makeLimit(db, 'code', 10, windowSeconds),
  enrolment: makeLimit(db, 'enrolment', 5, windowSeconds),
})
