import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'

/** What was said of a segment: when it was closed or its file was read, or by its manifest of an earlier lineage. */
export function closedOf(facts: string): ClosedSegment {
  const said = JSON.parse(facts) as ClosedSegment | SegmentManifest
  return 'kind' in said ? withoutPlace(said) : said
}

function withoutPlace(manifest: SegmentManifest): ClosedSegment {
  const { kind, organisationId, siteId, agentId, sequence, previousHash, lineageId, signature, ...rest } = manifest
  const { maskVersion, maskGeometryHash, ...closed } = rest
  const hasMask = maskVersion !== null && maskGeometryHash !== null
  return {
    ...closed,
    source: 'recovered',
    mask: hasMask ? { version: maskVersion, geometryHash: maskGeometryHash } : null,
  }
}

/** Wall time, ms, at which a UUIDv7 was made (RFC 9562 5.7). */
export const timeOfId = (id: string): number => Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
