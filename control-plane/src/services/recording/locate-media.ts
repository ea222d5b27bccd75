import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ArchiveStore, ByteRange } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import type { SiteTransfers } from '../relay/send-from-site.ts'
import { auditViewing, type ViewingLog } from './audit-viewing.ts'
import type { StoredSegment } from './load-segments.ts'
import { segmentFor } from './segment-for.ts'

export interface MediaPorts {
  readonly archive: ArchiveStore
  readonly transfers: SiteTransfers
  readonly viewings: ViewingLog
}

/** A segment that somebody may see, and where its bytes are taken from. */
export interface LocatedMedia {
  readonly manifest: SegmentManifest
  /** In the archive; null: from the site. */
  readonly objectKey: string | null
  /** Nothing is asked of the site or the archive before. */
  send(range: ByteRange, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

/**
 * Authorises, chooses where the bytes come from, and writes down that somebody looks.
 * @param source left out: the archive where it has the bytes, otherwise the site.
 * @throws AppError `media.gone` (it was said to be deleted, and the site is offline; online, the site itself says so in
 *   `send`), `media.not-here` (the site is offline), `resource.not-found`.
 */
export async function locateMedia(
  context: Context,
  ports: MediaPorts,
  segmentId: string,
  source: 'site' | 'archive' | undefined,
): Promise<LocatedMedia> {
  const { segment, camera } = await segmentFor(context.db, context, 'recording.view', segmentId)
  const { manifest, objectKey } = segment
  const wanted = source ?? (await bestSource(ports.archive, segment, camera.agentOnline))
  assertThere(segment, wanted, camera.agentOnline)
  await auditViewing(context, ports.viewings, manifest)
  if (wanted === 'site' || objectKey === null)
    return { manifest, objectKey: null, send: (...asked) => ports.transfers.send(context, manifest, ...asked) }
  return { manifest, objectKey, send: range => ports.archive.read(objectKey, range) }
}

/** The archive; the site where it has a copy too and the archive has lost the object or cannot be reached. */
async function bestSource(
  archive: ArchiveStore,
  segment: StoredSegment,
  agentOnline: boolean,
): Promise<'site' | 'archive'> {
  if (segment.objectKey === null) return 'site'
  if (segment.evicted || !agentOnline) return 'archive'
  const object = await archive.head(segment.objectKey).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'archive.unavailable') return null
    throw error
  })
  return object === null ? 'site' : 'archive'
}

/** That a recording was deleted is the agent's word, and may be a lie of whoever has its key: the site itself is asked. */
function assertThere(segment: StoredSegment, wanted: 'site' | 'archive', agentOnline: boolean): void {
  if (wanted === 'archive' && segment.objectKey === null)
    throw new AppError('resource.not-found', {
      message: 'This recording is not in the archive; play it from the site.',
    })
  if (wanted === 'archive' || agentOnline) return
  if (!segment.evicted) throw new AppError('media.not-here')
  const elsewhere = segment.objectKey === null ? '' : ' It is in the archive.'
  throw new AppError('media.gone', {
    message: `Its agent has said so. The site is offline: ask again when it is back, and it looks for it.${elsewhere}`,
  })
}
