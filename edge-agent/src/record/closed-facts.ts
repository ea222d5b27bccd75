import { toMs } from '@nightjar/shared/mp4/ticks.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { SegmentAbout } from './boxes/about-schema.ts'

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
  /** Where the run that follows without a gap begins; null leaves the end to the run's own mapping. */
  readonly wallEndMs: number | null
}

/** The same sentence about a segment, whether the writer or recovery says it. */
export function closedSegment(about: SegmentAbout, facts: ClosedFacts): ClosedSegment {
  const mediaStartMs = toMs(about.startTicks, about.clockRate)
  const mediaEndMs = Math.max(mediaStartMs + 1, toMs(facts.endTicks, about.clockRate))
  const wallStartMs = about.runWallStartMs + mediaStartMs
  return {
    segmentId: about.segmentId,
    cameraId: about.cameraId,
    streamId: about.streamId,
    role: about.role,
    runId: about.runId,
    mediaStartMs,
    mediaEndMs,
    wallStartMs,
    wallEndMs: Math.max(wallStartMs + 1, facts.wallEndMs ?? about.runWallStartMs + mediaEndMs),
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
