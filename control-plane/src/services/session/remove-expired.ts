import { lt, or } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { rateLimits } from '../../db/schema/rate-limits.ts'
import { sessions } from '../../db/schema/sessions.ts'

/**
 * Forgets sessions and attempt counters that are over, of all organisations. Nobody's rights change by it, so it needs
 * none and leaves no audit row.
 */
export async function removeExpired(base: BaseContext): Promise<void> {
  const nowMs = base.clock.wallMs()
  await base.db.delete(sessions).where(or(lt(sessions.expiresAtMs, nowMs), lt(sessions.idleExpiresAtMs, nowMs)))
  await base.db.delete(rateLimits).where(lt(rateLimits.expire, new Date(nowMs)))
}
