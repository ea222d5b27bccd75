import { contentRange, parseRange, unsatisfiedRange } from '../archive/http-range.ts'
import type { Media } from '../services/recording/open-media.ts'
import type { PlaylistPart } from '../services/recording/open-playlist-part.ts'

/** Recordings are nobody's but the one's who asked: no cache keeps them and no other site embeds them (R27). */
const privately = { 'cache-control': 'private, no-store', 'cross-origin-resource-policy': 'same-origin' }

/** A redirect to the archive, or the part that Range asks for, as it comes from the site or from an archive of no use to browsers. */
export async function mediaResponse(media: Media, request: Request): Promise<Response> {
  if (media.by === 'redirect')
    return new Response(null, { status: 302, headers: { ...privately, location: media.url } })
  const size = media.byteLength
  const headers = new Headers({
    ...privately,
    'accept-ranges': 'bytes',
    'content-type': 'video/mp4',
    ...(media.downloadAs === null ? {} : { 'content-disposition': `attachment; filename="${media.downloadAs}"` }),
  })
  const range = parseRange(request.headers.get('range') ?? undefined, size)
  if (range === 'unsatisfiable') {
    headers.set('content-range', unsatisfiedRange(size))
    return new Response(null, { status: 416, headers })
  }
  const part = range === 'whole' ? { start: 0, end: size } : range
  headers.set('content-length', String(part.end - part.start))
  if (range !== 'whole') headers.set('content-range', contentRange(part, size))
  // The router answers HEAD with the GET handler and drops the body: nothing may be fetched for it.
  const body = request.method === 'HEAD' ? null : await media.send(part, request.signal)
  return new Response(body, { status: range === 'whole' ? 200 : 206, headers })
}

/** Always the whole: where a part begins is known only once the bytes before it are changed. */
export async function partResponse({ byteLength, send }: PlaylistPart, request: Request): Promise<Response> {
  const length = String(byteLength)
  const headers = { ...privately, 'accept-ranges': 'none', 'content-type': 'video/mp4', 'content-length': length }
  const body = request.method === 'HEAD' ? null : await send(request.signal)
  return new Response(body, { headers })
}
