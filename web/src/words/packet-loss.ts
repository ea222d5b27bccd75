import type { Camera } from '@nightjar/shared/api/camera.ts'

/** The worst of a camera's streams, percent; null where none loses many packets. */
export function lostPercent(camera: Camera): number | null {
  if (!camera.agentOnline) return null
  const shares = camera.streams.flatMap(({ lostPercent }) => (lostPercent === null ? [] : [lostPercent]))
  return shares.length === 0 ? null : Math.max(...shares)
}

/** What is happening, and what to do. */
export function lossSentence(camera: Camera): string | null {
  const percent = lostPercent(camera)
  if (percent === null) return null
  const remedies = camera.streams.filter(stream => stream.lostPercent !== null).map(remedyOf)
  const remedy = remedies.find(sentence => sentence !== onTcp) ?? onTcp
  return `${percent.toFixed(1)} % of packets lost in the last minute. ${remedy}`
}

const onTcp = 'Check the camera’s load and its network.'

/** TCP is named only where it was not tried. */
function remedyOf({ transport, transportInUse }: Camera['streams'][number]): string {
  if ((transportInUse?.over ?? transport) !== 'udp') return onTcp
  const isTried = transportInUse !== null && transportInUse.because !== 'chosen'
  return isTried ? 'Check cables and Wi-Fi.' : 'Set the transport to TCP, or check cables and Wi-Fi.'
}
