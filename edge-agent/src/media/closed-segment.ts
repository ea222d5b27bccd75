import type { UnsignedManifest } from '@nightjar/shared/records/manifest.ts'

/** What the writer knows of a segment when it is closed: the manifest without its place in the chain and its owner. */
export type ClosedSegment = Omit<
  UnsignedManifest,
  'kind' | 'organisationId' | 'siteId' | 'agentId' | 'sequence' | 'previousHash' | 'maskVersion' | 'maskGeometryHash'
> & {
  readonly mask: { readonly version: number; readonly geometryHash: string } | null
}
