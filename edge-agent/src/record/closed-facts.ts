import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { SegmentAbout } from './boxes/about-schema.ts'
import { toMs } from './ticks.ts'

/** What was measured of the bytes. */
export interface ClosedFacts {
  readonly endTicks: number
  readonly initHash: string
  readonly initLength: number
  readonly mediaHash: string
  readonly byteLength: number
  readonly fragments: SegmentManifest['fragments']
  readonly damagedPictures: number
  readonly source: ClosedSegment['source']
}

/** The same sentence about a segment, whether the writer or recovery says it. */
export function closedSegment(about: SegmentAbout, facts: ClosedFacts): ClosedSegment {
  const mediaStartMs = toMs(about.startTicks, about.clockRate)
  const mediaEndMs = Math.max(mediaStartMs + 1, toMs(facts.endTicks, about.clockRate))
  return {
    segmentId: about.segmentId,
    cameraId: about.cameraId,
    streamId: about.streamId,
    role: about.role,
    runId: about.runId,
    mediaStartMs,
    mediaEndMs,
    wallStartMs: about.runWallStartMs + mediaStartMs,
    wallEndMs: about.runWallStartMs + mediaEndMs,
    clockUncertaintyMs: about.clockUncertaintyMs,
    initHash: facts.initHash,
    initLength: facts.initLength,
    mediaHash: facts.mediaHash,
    byteLength: facts.byteLength,
    fragments: facts.fragments,
    codecString: about.codecString,
    videoCodec: about.videoCodec,
    width: about.width,
    height: about.height,
    frameRate: about.frameRate,
    audioCodec: about.audioCodec,
    mask: about.mask,
    configVersion: about.configVersion,
    source: facts.source,
    // Left out rather than 0: what has none is signed as it always was.
    ...(facts.damagedPictures > 0 ? { damagedPictures: facts.damagedPictures } : {}),
  }
}
