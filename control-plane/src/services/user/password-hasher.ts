import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type Algorithm, hash, verify } from '@node-rs/argon2'

export interface PasswordCost {
  readonly memoryKiB: number
  readonly passes: number
}

/** Above OWASP's floor: 64 MiB, three passes, one lane (R6). */
export const productionCost: PasswordCost = { memoryKiB: 65_536, passes: 3 }

export interface PasswordHasher {
  /** @returns PHC string. @throws AppError `auth.rate-limited` when too many wait. */
  hash(password: string): Promise<string>
  /** @param phc null for an unknown user: costs the same and is never right. @throws AppError as above. */
  verify(phc: string | null, password: string): Promise<boolean>
}

/** Hashes at once: each holds its memory and a thread of the pool that files and DNS use as well (R11). */
const runningMax = 2
/** Past this, waiting would take longer than people wait. */
const waitingMax = 16

function makeTurnstile() {
  let running = 0
  const waiting: (() => void)[] = []
  return async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (running >= runningMax) {
      if (waiting.length >= waitingMax) throw new AppError('auth.rate-limited', { retryAfterSeconds: 2 })
      await new Promise<void>(resolve => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      // The place is handed over, not given up, so that a newcomer cannot slip in between.
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}

/** Argon2id behind a short queue. */
export function makePasswordHasher(cost: PasswordCost = productionCost): PasswordHasher {
  const inTurn = makeTurnstile()
  const settings = {
    // `Algorithm` is a const enum, which type stripping cannot read; 2 is Argon2id.
    algorithm: 2 as Algorithm,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: 1,
    outputLen: 32,
  }
  let decoy: Promise<string> | undefined
  return {
    hash: password => inTurn(() => hash(password, settings)),
    verify: async (phc, password) => {
      // Made once, with the same cost: an unknown name takes as long as a known one (R7).
      decoy ??= hash('no such user', settings)
      const stored = phc ?? (await decoy)
      const right = await inTurn(() => verify(stored, password).catch(() => false))
      return right && phc !== null
    },
  }
}
