import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { ShownCertificate } from '@nightjar/shared/api/shown-certificate.ts'
import { endpointOf } from '@nightjar/shared/camera-address/stored-endpoint.ts'

type Stream = Camera['streams'][number]

export interface UntrustedKey {
  /** Of this pair of keys at this place: another pair is another decision. */
  readonly id: string
  /** `10.0.0.5:322`. */
  readonly endpoint: string
  /** Adopted now, `sha256/<base64>`; null: none. */
  readonly adopted: string | null
  readonly shown: ShownCertificate
  /** Of one agent, at the same host and port, e.g. the channels of a recorder; each with the stream that shows the key. */
  readonly channels: readonly { readonly camera: Camera; readonly stream: Stream }[]
}

/** Keys that cameras show and nobody has adopted: one decision for all cameras of one agent at one host and port. */
export function untrustedKeys(cameras: readonly Camera[]): UntrustedKey[] {
  const found = new Map<string, UntrustedKey>()
  for (const camera of cameras)
    for (const stream of camera.streams) {
      const { shown, tlsPin: adopted, url } = stream
      // Adopted a moment ago, and its agent has not tried again yet.
      if (shown === null || url === null || shown.fingerprint === adopted) continue
      const endpoint = endpointOf(url)
      const id = `${camera.agentId} ${endpoint} ${adopted} ${shown.fingerprint}`
      const known = found.get(id) ?? { id, endpoint, adopted, shown, channels: [] }
      // Streams of one device share them.
      if (known.channels.some(channel => channel.camera.id === camera.id)) continue
      found.set(id, { ...known, channels: [...known.channels, { camera, stream }] })
    }
  return [...found.values()]
}
