import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'

type Played = Pick<
  SegmentManifest,
  'segmentId' | 'mediaStartMs' | 'mediaEndMs' | 'wallStartMs' | 'initLength' | 'byteLength'
>

const secondsOf = (segment: Played): number => (segment.mediaEndMs - segment.mediaStartMs) / 1000

/**
 * An HLS playlist (RFC 8216) of segments in order of time. Every file has its own head and counts its time from its own
 * first picture, so each comes behind a discontinuity with a map of its own; where it lies in time says
 * EXT-X-PROGRAM-DATE-TIME.
 *
 * @param urlOf address of a segment's bytes, absolute or from the root. It ends in `.mp4`: newer players of FFmpeg
 *   refuse a segment whose name has no extension they know.
 */
export function buildPlaylist(segments: readonly Played[], urlOf: (segmentId: string) => string): string {
  const target = Math.max(1, ...segments.map(segment => Math.round(secondsOf(segment))))
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
  for (const [index, segment] of segments.entries()) {
    const url = urlOf(segment.segmentId)
    if (index > 0) lines.push('#EXT-X-DISCONTINUITY')
    lines.push(
      `#EXT-X-MAP:URI="${url}",BYTERANGE="${segment.initLength}@0"`,
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.wallStartMs).toISOString()}`,
      `#EXTINF:${secondsOf(segment).toFixed(3)},`,
      `#EXT-X-BYTERANGE:${segment.byteLength - segment.initLength}@${segment.initLength}`,
      url,
    )
  }
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`
}
