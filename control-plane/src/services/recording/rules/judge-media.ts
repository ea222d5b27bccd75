import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'

type Media = Pick<
  SegmentManifest,
  'role' | 'codecString' | 'videoCodec' | 'audioCodec' | 'width' | 'height' | 'frameRate'
>

/** RFC 6381 3.3 for H.264, ISO 14496-15 Annex E for H.265; as the agent's recorder spells them. */
const videoSpelling: Readonly<Record<SegmentManifest['videoCodec'], RegExp>> = {
  h264: /^avc1\.[0-9a-f]{6}$/i,
  h265: /^(hvc1|hev1)\.[A-C]?\d{1,2}\.[0-9a-f]{1,8}\.[LH]\d{1,3}(\.[0-9a-f]{1,2}){0,6}$/i,
}
const audioSpelling: Readonly<Record<NonNullable<SegmentManifest['audioCodec']>, RegExp>> = {
  aac: /^mp4a\.40\.\d{1,2}$/,
  opus: /^opus$/i,
  pcmu: /^ulaw$/,
  pcma: /^alaw$/,
}
/** Larger parameter sets the agent takes for broken (H.264 A.3, H.265 A.4 end below). */
const longestSide = 16_384
const mostPicturesPerSecond = 1000

/** Whether a recording can be in such a format. @returns a public sentence, or null where it can. */
export function judgeMedia({ role, width, height, frameRate, ...codecs }: Media): string | null {
  if (role !== 'record') return 'A segment is of a stream that is not recorded.'
  if (!isSpelled(codecs)) return 'A segment names another codec than it has.'
  if (width > longestSide || height > longestSide) return 'A segment has larger pictures than any camera sends.'
  if (frameRate !== null && !(frameRate > 0 && frameRate <= mostPicturesPerSecond))
    return 'A segment has a frame rate that no camera has.'
  return null
}

function isSpelled({ codecString, videoCodec, audioCodec }: Pick<Media, 'codecString' | 'videoCodec' | 'audioCodec'>) {
  const [video, audio, ...more] = codecString.split(',')
  if (more.length > 0 || !videoSpelling[videoCodec].test(video!)) return false
  return audioCodec === null ? audio === undefined : audioSpelling[audioCodec].test(audio ?? '')
}
