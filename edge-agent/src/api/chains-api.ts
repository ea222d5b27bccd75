import { AppError } from '@nightjar/shared/errors/app-error.ts'
import {
  type KnownSegment,
  type OwnChain,
  ownChainsReplySchema,
  ownSegmentsReplySchema,
  recordsReplySchema,
} from '@nightjar/shared/protocol/agent-chains.ts'
import type { LineageStatement } from '@nightjar/shared/records/lineage.ts'
import type { ControlPlaneApi } from './control-plane-api.ts'
import type { TokenSource } from './token-source.ts'

/** What the control plane holds of this agent's chains. All @throws AppError. */
export interface ChainsApi {
  /** Of every camera that is or was this agent's; null where the control plane is older than protocol 3. */
  chains(): Promise<readonly OwnChain[] | null>
  /** False where the head is another one than the statement follows: ask again. */
  beginLineage(statement: LineageStatement): Promise<boolean>
  /**
   * Ids of segments of the camera that it says are here, in order, behind `after`; empty behind the last one. null where
   * the control plane is older than protocol 7.
   */
  segments(cameraId: string, after: string | null): Promise<readonly string[] | null>
  /** Those of the segments whose records it has; 200 at most are asked for. */
  records(cameraId: string, segmentIds: readonly string[]): Promise<readonly KnownSegment[]>
}

export function createChainsApi({ api, tokens }: { api: ControlPlaneApi; tokens: TokenSource }): ChainsApi {
  const ownPath = '/api/v1/agents/chains'
  const token = async () => (await tokens.get()).accessToken
  const unless = async <Result>(code: string, work: Promise<Result>): Promise<Result | null> =>
    work.catch(error => {
      if (error instanceof AppError && error.code === code) return null
      throw error
    })
  return {
    async chains() {
      const request = { method: 'GET', path: ownPath, token: await token() } as const
      const reply = await unless('resource.not-found', api.call(request, ownChainsReplySchema))
      return reply?.chains ?? null
    },
    async beginLineage(statement) {
      const path = `${ownPath}/${statement.cameraId}/lineages`
      const request = { method: 'POST', path, token: await token(), json: statement } as const
      return (
        (await unless(
          'resource.conflict',
          api.put(request).then(() => true),
        )) ?? false
      )
    },
    async segments(cameraId, after) {
      const path = `${ownPath}/${cameraId}/segments${after === null ? '' : `?after=${after}`}`
      const request = { method: 'GET', path, token: await token() } as const
      const reply = await unless('resource.not-found', api.call(request, ownSegmentsReplySchema))
      return reply?.segmentIds ?? null
    },
    async records(cameraId, segmentIds) {
      const path = `${ownPath}/${cameraId}/records`
      const request = { method: 'POST', path, token: await token(), json: { segmentIds } } as const
      return (await api.call(request, recordsReplySchema)).segments
    },
  }
}
