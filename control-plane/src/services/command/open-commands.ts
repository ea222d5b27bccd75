import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { command } from '@nightjar/shared/protocol/messages/command.ts'
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { commands } from '../../db/schema/commands.ts'

/**
 * Commands that still have somebody waiting for them, as they were signed, oldest first.
 * @param again also those that were published before: after a reconnect the broker may have lost them, and an agent
 * runs each id once.
 */
export async function loadOpenCommands(
  context: Pick<BaseContext, 'db' | 'clock'>,
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

export async function markPublished(context: Pick<BaseContext, 'db' | 'clock'>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await context.db
    .update(commands)
    .set({ publishedAtMs: context.clock.wallMs() })
    .where(inArray(commands.id, [...ids]))
}
