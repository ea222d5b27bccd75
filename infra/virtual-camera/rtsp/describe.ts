import type { LiveStream } from '../media/live-stream.ts'

/** The session description (RFC 4566; RFC 2326 appendix C for the control lines). */
export function describeSession(stream: LiveStream): string {
  const media = stream.tracks.flatMap((track, index) => {
    const { media: kind, lines } = track.describe()
    return [`m=${kind} 0 RTP/AVP ${track.rtp.payloadType}`, ...lines, `a=control:trackID=${index}`]
  })
  return [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    's=Nightjar virtual camera',
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    ...media,
    '',
  ].join('\r\n')
}
