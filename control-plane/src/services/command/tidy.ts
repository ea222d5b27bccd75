import { and, isNotNull, lt } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { agentAssertions } from '../../db/schema/agent-assertions.ts'
import { commands } from '../../db/schema/commands.ts'

/** A probe's picture is looked at once, right after it was made. */
const pictureLifeMs = 10 * 60_000
const commandLifeMs = 24 * 3_600_000

/** Job: takes out pictures of probes, old commands and used token requests, of every organisation. */
export async function tidyCommands({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  const nowMs = clock.wallMs()
  await db
    .update(commands)
    .set({ picture: null })
    .where(and(isNotNull(commands.picture), lt(commands.issuedAtMs, nowMs - pictureLifeMs)))
  await db.delete(commands).where(lt(commands.issuedAtMs, nowMs - commandLifeMs))
  await db.delete(agentAssertions).where(lt(agentAssertions.expiresAtMs, nowMs))
}
