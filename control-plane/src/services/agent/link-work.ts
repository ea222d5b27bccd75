import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { command } from '@nightjar/shared/protocol/messages/command.ts'
import type { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { and, asc, desc, eq, gt, inArray, isNull, lt } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { brokerAccounts } from '../../db/schema/broker-accounts.ts'
import { commands } from '../../db/schema/commands.ts'
import { wantedPassword } from './broker-account.ts'

type WorkContext = Pick<BaseContext, 'db' | 'clock' | 'secrets'>

/** The newest configuration, as a hint; null before the first. */
export async function loadHint(context: WorkContext, agentId: string): Promise<PayloadOf<typeof configHint> | null> {
  const [row] = await context.db
    .select({ version: agentConfigs.version, hash: agentConfigs.hash })
    .from(agentConfigs)
    .where(eq(agentConfigs.agentId, agentId))
    .orderBy(desc(agentConfigs.version))
    .limit(1)
  return row ?? null
}

/**
 * Commands that still have somebody waiting for them, as they were signed, oldest first.
 * @param again also those that were published before: after a reconnect the broker may have lost them, and an agent
 * runs each id once.
 */
export async function loadOpenCommands(
  context: WorkContext,
  agentId: string,
  again: boolean,
): Promise<PayloadOf<typeof command>[]> {
  const rows = await context.db
    .select()
    .from(commands)
    .where(
      and(
        eq(commands.agentId, agentId),
        isNull(commands.finishedAtMs),
        gt(commands.deadlineMs, context.clock.wallMs()),
        ...(again ? [] : [isNull(commands.publishedAtMs)]),
      ),
    )
    .orderBy(asc(commands.id))
  return rows.flatMap(({ id, issuedAtMs, deadlineMs, actorKind, actorId, body, keyId, signature }) =>
    keyId === null || signature === null
      ? []
      : [{ id, issuedAtMs, deadlineMs, actor: { kind: actorKind, id: actorId }, body, keyId, signature }],
  )
}

export async function markPublished(context: WorkContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await context.db
    .update(commands)
    .set({ publishedAtMs: context.clock.wallMs() })
    .where(inArray(commands.id, [...ids]))
}

export interface AccountChange {
  readonly agentId: string
  readonly organisationId: string
  /** null: switch it off. */
  readonly password: string | null
  readonly wanted: number
}

/** Broker accounts that are not yet as wanted. */
export async function loadAccountChanges(context: WorkContext): Promise<AccountChange[]> {
  const rows = await context.db.select().from(brokerAccounts).where(lt(brokerAccounts.done, brokerAccounts.wanted))
  return rows.map(row => ({
    agentId: row.agentId,
    organisationId: row.organisationId,
    password: wantedPassword(context, row),
    wanted: row.wanted,
  }))
}

export async function markAccountDone(context: WorkContext, change: AccountChange): Promise<void> {
  await context.db
    .update(brokerAccounts)
    .set({ done: change.wanted })
    .where(and(eq(brokerAccounts.agentId, change.agentId), lt(brokerAccounts.done, change.wanted)))
}
