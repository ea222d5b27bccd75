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
  /** Writes down that somebody looks; for whoever lets them have the bytes by another way than `send`. */
  noteViewing(): Promise<void>
  /** Nothing is asked of the site or the archive before, and nothing written down: there may be nothing to see. */
  send(range: ByteRange, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

/**
 * Authorises, chooses where the bytes come from, and has written down that somebody looks as soon as there are some.
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
  const noteViewing = () => auditViewing(context, ports.viewings, manifest)
  const noted = async (bytes: ReadableStream<Uint8Array>) => {
    try {
      await noteViewing()
    } catch (error) {
      await bytes.cancel(error)
      throw error
    }
    return bytes
  }
  if (wanted === 'site' || objectKey === null) {
    const send: LocatedMedia['send'] = async (...asked) =>
      noted(await ports.transfers.send(context, manifest, ...asked))
    return { manifest, objectKey: null, noteViewing, send }
  }
  const send: LocatedMedia['send'] = async range => noted(await ports.archive.read(objectKey, range))
  return { manifest, objectKey, noteViewing, send }
}

/**
 * The archive; the site where the archive has lost the object or cannot be reached. Where the site is said to have no
 * copy, it is asked only for what is lost: an archive that cannot be reached still has it.
 */
async function bestSource(
  archive: ArchiveStore,
  segment: StoredSegment,
  agentOnline: boolean,
): Promise<'site' | 'archive'> {
  if (segment.objectKey === null) return 'site'
  if (!agentOnline) return 'archive'
  const object = await archive.head(segment.objectKey).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'archive.unavailable') return 'unavailable' as const
    throw error
  })
  return object === null || (object === 'unavailable' && !segment.evicted) ? 'site' : 'archive'
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
