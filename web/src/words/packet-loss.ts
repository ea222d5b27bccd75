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
  const overUdp = camera.streams.some(stream => stream.lostPercent !== null && stream.transport === 'udp')
  const remedy = overUdp
    ? 'Set the transport to TCP, or check cables and Wi-Fi.'
    : 'Check the camera’s load and its network.'
  return `${percent.toFixed(1)} % of packets lost in the last minute. ${remedy}`
}
