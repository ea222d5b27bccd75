import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { z } from 'zod'
import type { ArchiveStore, ByteRange } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { SiteTransfers } from '../relay/send-from-site.ts'
import { auditViewing, type ViewingLog } from './audit-viewing.ts'
import type { StoredSegment } from './load-segments.ts'
import { segmentFor } from './segment-for.ts'

export interface MediaPorts {
  readonly archive: ArchiveStore
  readonly transfers: SiteTransfers
  readonly viewings: ViewingLog
}

export const mediaQuerySchema = z.object({
  /** Left out: the archive where it has the bytes, otherwise the site. */
  source: z.enum(['site', 'archive']).optional(),
  /** Any value: to be saved as a file. */
  download: z.string().max(10).optional(),
})

/** How the bytes of a segment are had. */
export type Media = {
  readonly byteLength: number
  /** Name to save it under; null: to be played. */
  readonly downloadAs: string | null
} & (
  | { readonly by: 'redirect'; readonly url: string }
  /** Nothing is asked of the site or the archive before `send` is called. */
  | { readonly by: 'stream'; send(range: ByteRange, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> }
)

/**
 * The bytes of one segment, for somebody who may see them.
 * @param pageOrigins of the page that a browser asks for; empty: whoever asks is free to follow a redirect.
 * @throws AppError `media.gone`, `media.not-here` (the site is offline), `resource.not-found`.
 */
export async function openMedia(
  context: Context,
  ports: MediaPorts,
  id: unknown,
  query: unknown,
  pageOrigins: readonly string[] = [],
): Promise<Media> {
  const { segment, camera } = await segmentFor(context.db, context, 'recording.view', parse(idSchema, id))
  const { source, download } = parse(mediaQuerySchema, query)
  const { manifest } = segment
  const wanted = source ?? (await bestSource(ports.archive, segment, camera.agentOnline))
  assertThere(segment, wanted, camera.agentOnline)
  await auditViewing(context, ports.viewings, manifest)
  const downloadAs = download === undefined ? null : fileNameOf(manifest)
  const media = { byteLength: manifest.byteLength, downloadAs }
  if (wanted === 'site') {
    const send = (range: ByteRange, signal: AbortSignal) => ports.transfers.send(context, manifest, range, signal)
    return { ...media, by: 'stream', send }
  }
  const key = segment.objectKey!
  if (!(await ports.archive.redirectsBrowsers(pageOrigins)))
    return { ...media, by: 'stream', send: range => ports.archive.read(key, range) }
  const grant = { key, contentType: 'video/mp4', expiresInSeconds: 60, downloadAs }
  return { ...media, by: 'redirect', url: await ports.archive.presignGet(grant) }
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

function assertThere(segment: StoredSegment, wanted: 'site' | 'archive', agentOnline: boolean): void {
  if (wanted === 'archive' && segment.objectKey !== null) return
  if (segment.evicted && segment.objectKey === null) throw new AppError('media.gone')
  if (wanted === 'archive')
    throw new AppError('resource.not-found', {
      message: 'This recording is not in the archive yet; play it from the site.',
    })
  if (segment.evicted)
    throw new AppError('media.gone', { message: 'The site no longer has this recording; play it from the archive.' })
  if (!agentOnline) throw new AppError('media.not-here')
}

/** Letters, digits and dashes only: it stands in a header and becomes a file name. */
const fileNameOf = (manifest: SegmentManifest): string =>
  `nightjar-${new Date(manifest.wallStartMs).toISOString().slice(0, 19).replace(/[:T]/g, '-')}Z-${manifest.segmentId.slice(-4)}.mp4`
