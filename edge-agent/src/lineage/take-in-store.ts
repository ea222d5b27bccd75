import type { KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { FoundFile, FoundSegment } from '../media/found-segment.ts'

/** What taking in found files needs of the index. Every call is durable when it returns. */
export interface TakeInStore {
  unmeasured(limit: number): readonly FoundSegment[]
  measured(files: readonly { readonly segmentId: string; readonly byteLength: number | null }[]): void
  camerasToFill(): readonly string[]
  camerasWithFound(): readonly string[]
  listedTo(cameraId: string): string | null
  listed(cameraId: string, segmentIds: readonly string[]): void
  toAsk(cameraId: string, limit: number): readonly FoundSegment[]
  restoreSegments(segments: readonly { readonly known: KnownSegment; readonly file: FoundFile }[]): void
  asked(segments: readonly { readonly segmentId: string; readonly isKnown: boolean }[]): void
  toRestore(cameraId: string, limit: number): readonly FoundSegment[]
  toRead(cameraId: string, limit: number): readonly FoundSegment[]
  readFound(closed: ClosedSegment): void
  dropFound(segmentId: string): void
  fill(cameraId: string, limit: number): 'more' | 'waits' | 'done'
  foundCount(): number
}
