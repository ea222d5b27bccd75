import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '@nightjar/edge-agent/index/database.ts'
import { verifyChain } from '@nightjar/edge-agent/index/verify-chain.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'

export interface CameraAudit {
  readonly verdict: ReturnType<typeof verifyChain>
  readonly segmentIds: readonly string[]
  /** Evicted ones left out. */
  readonly ledger: readonly LedgerEntry[]
  /** Messages that the control plane has not acknowledged, or refused. */
  readonly waiting: number
}

/** What an agent's own index holds of a camera; reads a copy, so that nothing of it can be changed. */
export function auditCamera(agentDir: string, cameraId: string): CameraAudit {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-audit-'))
  try {
    for (const name of ['index.db', 'index.db-wal']) {
      if (existsSync(join(agentDir, name))) copyFileSync(join(agentDir, name), join(folder, name))
    }
    const database = openDatabase(join(folder, 'index.db'))
    try {
      const rows = database.sql.prepare('SELECT record FROM chain WHERE camera_id = ? ORDER BY sequence').all(cameraId)
      const records = rows.map(row => JSON.parse(String(row.record)) as ChainRecord)
      const waiting = database.sql.prepare('SELECT count(*) AS n FROM outbox').get() as { n: number }
      return {
        verdict: verifyChain(database, cameraId),
        segmentIds: records.flatMap(record => (record.kind === 'segment' ? [record.segmentId] : [])),
        ledger: records.filter(record => record.kind === 'ledger').filter(entry => entry.state !== 'evicted'),
        waiting: waiting.n,
      }
    } finally {
      database.sql.close()
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
