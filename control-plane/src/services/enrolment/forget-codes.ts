import { lt } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { enrolments } from '../../db/schema/enrolments.ts'

/** A code that comes again within this time after its end is still known for whose it was, ms. */
const keptMs = 7 * 24 * 3_600_000

/** Job: forgets codes that are long over, of all organisations. Who enrolled by them stands in the audit log. */
export async function forgetCodes({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  await db.delete(enrolments).where(lt(enrolments.expiresAtMs, clock.wallMs() - keptMs))
}
