import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { ShownCertificate } from '@nightjar/shared/api/shown-certificate.ts'

type Stream = Camera['streams'][number]

export interface UntrustedKey {
  /** Of this pair of keys at this place: another pair is another decision. */
  readonly id: string
  readonly camera: Camera
  readonly stream: Stream
  readonly shown: ShownCertificate
}

/** Cameras that show a key that nobody has adopted, once for each pair of keys: streams of one device share them. */
export function untrustedKeys(cameras: readonly Camera[]): UntrustedKey[] {
  const found = cameras.flatMap(camera =>
    camera.streams.flatMap(stream => {
      const { shown, tlsPin, url } = stream
      if (shown === null) return []
      return [{ id: `${camera.id} ${originOf(url)} ${tlsPin} ${shown.fingerprint}`, camera, stream, shown }]
    }),
  )
  return [...new Map(found.map(key => [key.id, key])).values()]
}

const originOf = (url: string | null): string => /^rtsps:\/\/[^/?]*/.exec(url ?? '')?.[0] ?? ''
