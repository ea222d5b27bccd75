import { and, eq } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'
import { cameras } from '../../db/schema/cameras.ts'

/**
 * Writes down that an agent follows configurations from `version` on that are not known here: whatever they said of how
 * long any of its cameras is kept, of removed ones too, cannot be held against it.
 */
export async function noteUnknown(
  tx: Tx,
  agent: { readonly id: string; readonly organisationId: string },
  version: number,
): Promise<void> {
  const own = await tx
    .select({ cameraId: cameras.id })
    .from(cameras)
    .where(and(eq(cameras.organisationId, agent.organisationId), eq(cameras.agentId, agent.id)))
  const nothing = { retentionDays: null, quotaBytes: null, isKnown: false }
  const rows = own.map(({ cameraId }) => ({ organisationId: agent.organisationId, cameraId, version, ...nothing }))
  if (rows.length > 0) await tx.insert(cameraRetentions).values(rows).onConflictDoNothing()
}
