import { createHash, sign as edSign, generateKeyPairSync } from 'node:crypto'
import type { IndexOwner } from '../index/index-owner.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { type Random, randomFrom } from '../platform/random.ts'
import { seededBytes } from './seeded.ts'

export const testRandom = (seed = 1): Random => randomFrom(seededBytes(seed))

const ids = testRandom(42)
export const testId = (): string => ids.uuid(1_700_000_000_000)

export const testOwner: IndexOwner = { organisationId: testId(), siteId: testId(), agentId: testId() }

const { privateKey } = generateKeyPairSync('ed25519')
export const testSign = (bytes: Uint8Array): string => edSign(null, bytes, privateKey).toString('base64url')

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A segment as the writer would report it, [fromMs, toMs) on the wall clock. */
export function closedSegment(
  cameraId: string,
  fromMs: number,
  toMs: number,
  change: Partial<ClosedSegment> = {},
): ClosedSegment {
  const segmentId = testId()
  return {
    segmentId,
    cameraId,
    streamId: testId(),
    role: 'record',
    runId: testId(),
    mediaStartMs: 0,
    mediaEndMs: toMs - fromMs,
    wallStartMs: fromMs,
    wallEndMs: toMs,
    clockUncertaintyMs: 10,
    initHash: hashOf('init'),
    initLength: 900,
    mediaHash: hashOf(segmentId),
    byteLength: 100_000,
    fragments: [[0, 1000, 1]],
    codecString: 'avc1.64001f',
    videoCodec: 'h264',
    width: 640,
    height: 360,
    frameRate: 15,
    audioCodec: null,
    mask: null,
    configVersion: 1,
    source: 'live',
    ...change,
  }
}
