import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'

/** What a playlist says of a segment. */
export type PlayedSegment = Pick<
  SegmentManifest,
  'segmentId' | 'runId' | 'codecString' | 'width' | 'height' | 'mediaStartMs' | 'mediaEndMs' | 'wallStartMs'
>

/**
 * Addresses of a segment's bytes, absolute or from the root. They end in `.mp4` before any query: newer players of FFmpeg
 * refuse names without an extension that they know.
 */
interface Addresses {
  /** Of its initialisation. */
  init(segmentId: string): string
  /** Of its fragments, with the run's zero at `runZeroMs` of the playlist. */
  fragments(segmentId: string, how: { runZeroMs: number; withInit: boolean }): string
}

const durationOf = (segment: PlayedSegment): number => segment.mediaEndMs - segment.mediaStartMs

/** Whether one decoder can go on with the other: the same codecs, tracks and size. */
const isAlike = (a: PlayedSegment, b: PlayedSegment): boolean =>
  a.codecString === b.codecString && a.width === b.width && a.height === b.height

/**
 * An HLS playlist (RFC 8216) of segments in order of time, for players as they are:
 *
 * - Times follow each other from zero on without a hole, over gaps and from run to run. FFmpeg takes no notice of
 *   EXT-X-DISCONTINUITY in fragmented MP4 and loses pictures where time goes back; VLC 3 ends there. Where a segment lies
 *   in real time says EXT-X-PROGRAM-DATE-TIME.
 * - So there is a discontinuity only where codec, tracks or size change (RFC 8216 4.3.2.3). The segment behind it has its
 *   initialisation in it as well: VLC 3 looks for it there and nowhere else.
 * - Each run has a map of its own.
 */
export function buildPlaylist(segments: readonly PlayedSegment[], addresses: Addresses): string {
  const target = Math.max(1, ...segments.map(segment => Math.round(durationOf(segment) / 1000)))
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${target}`,
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
  ]
  let positionMs = 0
  let runZeroMs = 0
  for (const [index, segment] of segments.entries()) {
    const { segmentId, mediaStartMs, wallStartMs } = segment
    const before = segments[index - 1]
    const withInit = before !== undefined && !isAlike(before, segment)
    // Between two segments of one run rounding must not add up, so they share the run's zero; behind a gap it moves.
    if (before?.runId !== segment.runId || before.mediaEndMs !== mediaStartMs) runZeroMs = positionMs - mediaStartMs
    if (withInit) lines.push('#EXT-X-DISCONTINUITY')
    if (withInit || before?.runId !== segment.runId) lines.push(`#EXT-X-MAP:URI="${addresses.init(segmentId)}"`)
    lines.push(
      `#EXT-X-PROGRAM-DATE-TIME:${new Date(wallStartMs).toISOString()}`,
      `#EXTINF:${(durationOf(segment) / 1000).toFixed(3)},`,
      addresses.fragments(segmentId, { runZeroMs, withInit }),
    )
    positionMs += durationOf(segment)
  }
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`
}
