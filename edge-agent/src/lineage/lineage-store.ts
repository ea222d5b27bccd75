import type { LineageStatement, SeamReason } from '@nightjar/shared/records/lineage.ts'
import type { LocalChain } from '../media/local-chain.ts'

/** What following the chains needs of the index. Every call is durable when it returns. */
export interface LineageStore {
  localChains(): readonly LocalChain[]
  localChain(cameraId: string): LocalChain | null
  hashAt(cameraId: string, sequence: number): string | null
  beginLineage(cameraId: string, lineage: { readonly why: SeamReason; readonly beginMs?: number }): string
  keepStatement(statement: LineageStatement, accountedToMs: number | null): void
  lineageTaken(lineageId: string): void
  resendFrom(cameraId: string, sequence: number): boolean
  camerasWithFound(): readonly string[]
}
