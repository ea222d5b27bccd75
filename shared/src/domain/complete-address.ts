/** Words before a colon that are protocols, not names of cameras: `pipe:1` is no host with a port. */
const protocols = new Set(
  'concat data exec fd ffmpeg file ftp http https javascript pipe rtmp rtp rtsp rtsps rtspx rstsps srt tcp tls udp unix ws wss'.split(
    ' ',
  ),
)

const bareIpv6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){2,7}$/i
/** Credentials or none, then host or [IPv6], port or none, then a path, a query or nothing. */
const withoutScheme =
  /^(?:[^/@]*@)*(?:\[[0-9a-f:.]+\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?))(?::\d{1,5})?(?:[/?].*)?$/i

/**
 * What a person means who types a camera's address without its scheme: `192.168.1.20:554/x` is
 * `rtsp://192.168.1.20:554/x`. IPv6 with and without brackets, names, and user names before an @ are understood too.
 * @returns the text as it is, without white space around it, where it has a scheme or looks like no address.
 */
export function completeAddress(text: string): string {
  const typed = text.trim()
  if (bareIpv6.test(typed)) return `rtsp://[${typed}]`
  const match = withoutScheme.exec(typed)
  if (match === null || protocols.has((match[1] ?? '').toLowerCase())) return typed
  return `rtsp://${typed}`
}
