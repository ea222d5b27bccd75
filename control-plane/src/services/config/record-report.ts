import type { PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import type { configApplied } from '@nightjar/shared/protocol/messages/config-applied.ts'
import { eq } from 'drizzle-orm'
import type { Context } from '../../context/context.ts'
import { agentConfigReports } from '../../db/schema/agent-config-reports.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeAgent } from '../../policy/authorize.ts'

/**
 * Keeps what an agent says about its configuration. Comes again until acknowledged, and late ones may follow newer
 * ones: a report id grows with time (UUIDv7), so an older one changes nothing.
 */
export async function recordConfigReport(context: Context, report: PayloadOf<typeof configApplied>): Promise<void> {
  const agent = authorizeAgent(context)
  await transaction(context, async tx => {
    const [known] = await tx
      .select()
      .from(agentConfigReports)
      .where(eq(agentConfigReports.agentId, agent.id))
      .for('update')
    if (known && known.report.id >= report.id) return
    const taken = report.error === null ? report.version : 0
    const row = {
      agentId: agent.id,
      organisationId: agent.organisationId,
      appliedVersion: Math.max(known?.appliedVersion ?? 0, taken),
      report,
      reportedAtMs: context.clock.wallMs(),
    }
    await tx.insert(agentConfigReports).values(row).onConflictDoUpdate({ target: agentConfigReports.agentId, set: row })
  })
}
