import type { VideoSettings } from './video-encoder.ts'

/** SDP of a video track: RFC 6184 8.2, RFC 7798 7.2. */
export function videoDescription(
  settings: VideoSettings,
  sets: readonly Buffer[],
): { media: 'video'; lines: readonly string[] } {
  const base64 = sets.map(set => set.toString('base64'))
  const common = [
    `b=AS:${Math.ceil(settings.bitsPerSecond / 1000)}`,
    ...(settings.codec === 'h264' ? h264Lines(sets, base64) : h265Lines(base64)),
    `a=framerate:${settings.framesPerSecond}`,
  ]
  return { media: 'video', lines: common }
}

function h264Lines(sets: readonly Buffer[], base64: readonly string[]): string[] {
  const profileLevel = sets[0]?.subarray(1, 4).toString('hex') ?? '640028'
  return [
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 packetization-mode=1; profile-level-id=${profileLevel}; sprop-parameter-sets=${base64.join(',')}`,
  ]
}

function h265Lines([vps, sps, pps]: readonly string[]): string[] {
  return ['a=rtpmap:96 H265/90000', `a=fmtp:96 sprop-vps=${vps}; sprop-sps=${sps}; sprop-pps=${pps}`]
}
