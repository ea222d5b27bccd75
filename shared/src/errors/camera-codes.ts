import type { CodeEntry } from './code-entry.ts'

/**
 * Why there is no picture from a camera. The one table of these words: a probe answers with them, a camera's state shows
 * them, the ledger names the code and the timeline its title, and docs/ref/camera-states.md is made of them.
 */
export const cameraCodes = {
  'camera.source-refused': {
    kind: 'invalid-input',
    title: 'This address cannot be a camera',
    remedy: 'Use an rtsp:// or rtsps:// address of a camera on the site network.',
  },
  'camera.unreachable': {
    kind: 'upstream',
    title: 'The camera cannot be reached',
    remedy: 'Check the address and port, and that the camera is on and in the same network as the agent.',
  },
  'camera.name-unknown': {
    kind: 'upstream',
    title: "The camera's name is not known at the site",
    remedy: "Check how it is spelt, or use the camera's IP address.",
  },
  'camera.connection-refused': {
    kind: 'upstream',
    title: 'The camera refuses the connection',
    remedy: 'Its address answers, but not at this port. Check the port (usually 554) and that RTSP is switched on.',
  },
  'camera.silent': {
    kind: 'timeout',
    title: 'The camera takes the connection but does not answer',
    remedy: 'Check that this is its RTSP port; if it is, restart the camera.',
  },
  'camera.hung-up': {
    kind: 'upstream',
    title: 'The camera takes the connection and hangs up without an answer',
    remedy:
      'Check that this is its RTSP port; a port for rtsps:// may do so too. If it is right, restart the camera: it may have no session left.',
  },
  'camera.auth-refused': {
    kind: 'upstream',
    title: 'The camera refused the password',
    remedy: 'Check the user name and password. Corrected ones are tried at once, the same ones after five minutes.',
  },
  'camera.password-elsewhere': {
    kind: 'conflict',
    title: 'The password was entered for another address',
    remedy: 'Enter it again.',
  },
  'camera.password-unreadable': {
    kind: 'conflict',
    title: 'The agent cannot read the password of the camera',
    remedy: 'Enter it again: it was sealed for another agent.',
  },
  'camera.not-found': {
    kind: 'upstream',
    title: 'The camera has no such stream',
    remedy: 'Check the path after the host name; the camera manual lists its stream addresses.',
  },
  'camera.busy': {
    kind: 'upstream',
    title: 'The camera is busy',
    remedy: 'It has no bandwidth or no session left. Close another viewer of it, or use a smaller stream.',
  },
  'camera.redirected': {
    kind: 'upstream',
    title: 'The camera sends us to another address',
    remedy: 'Enter the other address instead; Nightjar follows no camera to another host or port.',
  },
  'camera.udp-only': {
    kind: 'upstream',
    title: 'The camera offers no TCP',
    remedy: 'Set the transport to Automatic or UDP.',
  },
  'camera.tcp-only': {
    kind: 'upstream',
    title: 'The camera offers no UDP',
    remedy: 'Set the transport to Automatic or TCP.',
  },
  'camera.no-transport': {
    kind: 'upstream',
    title: 'The camera offers neither TCP nor UDP',
    remedy: 'It may be set to multicast, which is not supported; set it to unicast.',
  },
  'camera.refused': {
    kind: 'upstream',
    title: 'The camera refused the stream',
    remedy: 'Check the path after the host name, and restart the camera if it was right before.',
  },
  'camera.no-description': {
    kind: 'upstream',
    title: 'The camera answers without describing its stream',
    remedy: 'Check the path after the host name; the camera manual lists its stream addresses.',
  },
  'camera.description-too-long': {
    kind: 'upstream',
    title: 'The camera describes its stream at too great length',
    remedy: 'Use another stream of the camera: at most 256 KB of description are read.',
  },
  'camera.no-video': {
    kind: 'upstream',
    title: 'There is no video at this address',
    remedy: 'Use an address that carries H.264 or H.265 video.',
  },
  'camera.unsupported': {
    kind: 'upstream',
    title: 'The camera sends a format that is not supported',
    remedy: 'Set the camera to H.264 or H.265 video.',
  },
  'camera.protocol': {
    kind: 'upstream',
    title: 'The camera answered with something that is not RTSP',
    remedy: 'Check that the port is the RTSP port of the camera (usually 554).',
  },
  'camera.wants-tls': {
    kind: 'upstream',
    title: 'This port of the camera speaks TLS only',
    remedy: 'Use rtsps:// in place of rtsp://, or the port for rtsp:// (usually 554).',
  },
  'camera.no-tls': {
    kind: 'upstream',
    title: 'This port of the camera does not speak TLS',
    remedy:
      'Use the port for rtsps:// (usually 322). Where the camera has none, use rtsp://; then nothing is encrypted.',
  },
  'camera.tls-failed': {
    kind: 'upstream',
    title: 'No encrypted connection to the camera came about',
    remedy: 'Check that this is its RTSPS port and that it speaks TLS 1.2 or newer; nothing was sent to it.',
  },
  'camera.untrusted': {
    kind: 'upstream',
    title: 'The camera cannot prove who it is',
    remedy:
      'No known authority vouches for its certificate. Compare the fingerprint of its key with the one in the camera, then adopt it.',
  },
  'camera.identity-changed': {
    kind: 'upstream',
    title: 'The identity of the camera changed',
    remedy:
      'It shows another key than the adopted one. Nothing was sent to it and its recording is paused until you compare the fingerprints and adopt the new key.',
  },
  'camera.no-data': {
    kind: 'timeout',
    title: 'The camera agrees to send and sends nothing',
    remedy: 'Set the transport to Automatic; over UDP a firewall may hold the pictures back. Else restart the camera.',
  },
  'camera.sound-only': {
    kind: 'timeout',
    title: 'The camera sends sound, but no pictures',
    remedy: 'Switch its video on or use another of its stream addresses. Else restart the camera.',
  },
  'camera.no-keyframe': {
    kind: 'timeout',
    title: 'The camera sends, but no picture to begin with',
    remedy:
      'Set its keyframe interval (also called I-frame interval or GOP) to some seconds, and its "smart" codec off.',
  },
  'camera.no-parameter-sets': {
    kind: 'upstream',
    title: 'The camera does not say how to decode its pictures',
    remedy:
      'Its stream lacks the parameter sets of H.264 or H.265 (SPS, PPS). Restart the camera, update its firmware, or use another of its streams.',
  },
  'camera.stalled': {
    kind: 'timeout',
    title: 'The camera stopped sending pictures',
    remedy: 'Nightjar reconnects by itself; check the network if it happens often.',
  },
  'camera.lossy': {
    kind: 'upstream',
    title: 'Too many packets of the camera are lost on the way',
    remedy:
      'Nightjar connects again over TCP where the camera offers it; check cables and Wi-Fi, or set TCP in the camera.',
  },
  'camera.masked-unsupported': {
    kind: 'unavailable',
    title: 'The camera has a mask that this agent cannot apply',
    remedy: 'Update the agent; until then it neither shows nor records this camera.',
  },
  'camera.timeout': {
    kind: 'timeout',
    title: 'The camera did not answer in time',
    remedy: 'Check the address and the network, then try again.',
  },
} as const satisfies Record<string, CodeEntry>

export type CameraCode = keyof typeof cameraCodes
