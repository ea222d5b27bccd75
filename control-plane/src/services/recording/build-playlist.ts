import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'

type Played = Pick<
  SegmentManifest,
  'segmentId' | 'runId' | 'mediaStartMs' | 'mediaEndMs' | 'wallStartMs' | 'initHash' | 'initLength' | 'byteLength'
>

const secondsOf = (segment: Played): number => (segment.mediaEndMs - segment.mediaStartMs) / 1000

/**
 * An HLS playlist (RFC 8216) of segments in order of time. Every file has its own head; one EXT-X-MAP serves as long as
 * the heads are equal byte for byte. Media time goes on from segment to segment within a run; where one is missing or
 * the run changes, a discontinuity tells the player to start over.
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
  let before: Played | undefined
  for (const segment of segments) {
    const url = urlOf(segment.segmentId)
    const follows = before !== undefined && before.runId === segment.runId && before.mediaEndMs === segment.mediaStartMs
    if (before !== undefined && !follows) lines.push('#EXT-X-DISCONTINUITY')
    if (before?.initHash !== segment.initHash || before.initLength !== segment.initLength || !follows)
      lines.push(`#EXT-X-MAP:URI="${url}",BYTERANGE="${segment.initLength}@0"`)
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.wallStartMs).toISOString()}`,
      `#EXTINF:${secondsOf(segment).toFixed(3)},`,
      `#EXT-X-BYTERANGE:${segment.byteLength - segment.initLength}@${segment.initLength}`,
      url,
    )
    before = segment
  }
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`
}
