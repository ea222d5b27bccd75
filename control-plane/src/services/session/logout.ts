import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { notify } from '../../db/notify.ts'
import { sessions } from '../../db/schema/sessions.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeSelf } from '../../policy/authorize.ts'
import { channels } from '../channels.ts'
import { sessionActions } from './audit-actions.ts'

/** Ends the caller's session everywhere at once: the row is gone, and open sockets are told. */
export async function logout(context: Context): Promise<void> {
  const self = authorizeSelf(context)
  await transaction(context, async tx => {
    const ended = await tx
      .delete(sessions)
      .where(and(eq(sessions.organisationId, self.organisationId), eq(sessions.id, self.sessionId)))
      .returning({ id: sessions.id })
    if (ended.length === 0) return
    await notify(tx, channels.rightsChanged, self.sessionId)
    await writeAudit(tx, context, { action: sessionActions.ended, subject: { kind: 'session', id: self.sessionId } })
  })
}
