import { sign } from 'node:crypto'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { LineageStatement } from '@nightjar/shared/records/lineage.ts'
import { v7 } from 'uuid'
import type { TestChain } from './make-chain.ts'

/** As an agent signs it that begins a chain anew. */
export function lineageStatement(chain: TestChain, change: Partial<LineageStatement> = {}): LineageStatement {
  const { organisationId, cameraId, agentId, privateKey } = chain.owner
  const unsigned = {
    kind: 'lineage' as const,
    lineageId: v7(),
    organisationId,
    cameraId,
    agentId,
    follows: null,
    why: 'index-damaged' as const,
    begunAtMs: Date.now(),
    ...change,
  }
  return { ...unsigned, signature: sign(null, signedBytes(unsigned), privateKey).toString('base64url') }
}
