import { idSchema } from '@nightjar/shared/domain/ids.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { z } from 'zod'
import type { ByteRange } from '../../archive/store.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { locateMedia, type MediaPorts } from './locate-media.ts'

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
  const { source, download } = parse(mediaQuerySchema, query)
  const { manifest, objectKey, noteViewing, send } = await locateMedia(context, ports, parse(idSchema, id), source)
  const downloadAs = download === undefined ? null : fileNameOf(manifest)
  const media = { byteLength: manifest.byteLength, downloadAs }
  if (objectKey === null || !(await ports.archive.redirectsBrowsers(pageOrigins)))
    return { ...media, by: 'stream', send }
  await noteViewing()
  const grant = { key: objectKey, contentType: 'video/mp4', expiresInSeconds: 60, downloadAs }
  return { ...media, by: 'redirect', url: await ports.archive.presignGet(grant) }
}

/** Letters, digits and dashes only: it stands in a header and becomes a file name. */
const fileNameOf = (manifest: SegmentManifest): string =>
  `nightjar-${new Date(manifest.wallStartMs).toISOString().slice(0, 19).replace(/[:T]/g, '-')}Z-${manifest.segmentId.slice(-4)}.mp4`
