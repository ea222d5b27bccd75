import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import { desc, inArray } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'

/** Writes down how long the cameras of a configuration that is published are kept, where that is not what was said last. */
export async function noteRetentions(tx: Tx, { organisationId, version, cameras }: AgentConfig): Promise<void> {
  if (cameras.length === 0) return
  const ids = cameras.map(({ cameraId }) => cameraId)
  const known = await tx
    .selectDistinctOn([cameraRetentions.cameraId])
    .from(cameraRetentions)
    .where(inArray(cameraRetentions.cameraId, ids))
    .orderBy(cameraRetentions.cameraId, desc(cameraRetentions.version))
  const said = new Map(known.map(row => [row.cameraId, row]))
  const rows = cameras.flatMap(({ cameraId, recording: { retentionDays, quotaBytes } }) => {
    const before = said.get(cameraId)
    const isSame = before?.isKnown && before.retentionDays === retentionDays && before.quotaBytes === quotaBytes
    return isSame ? [] : [{ organisationId, cameraId, version, retentionDays, quotaBytes }]
  })
  if (rows.length > 0) await tx.insert(cameraRetentions).values(rows)
}
