import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'

/** What of a camera's configuration says how its streams are reached; an older control plane sends less of it. */
export interface WayfaringCamera extends Pick<CameraConfig, 'transport' | 'tlsPins'> {
  readonly credentials: CameraCredentials | null
  /** The addresses have placeholders, which the credentials fill in. */
  readonly fillsAddress?: boolean
}

/** All that a connection is made of: where it is another one, the recorder hangs up and connects again. */
export const wayTo = (
  { credentials, fillsAddress = false, transport, tlsPins }: WayfaringCamera,
  stream: Pick<StreamConfig, 'streamId' | 'url' | 'transport'>,
) => ({
  credentials,
  fillsAddress,
  url: stream.url,
  transport: (transport ?? stream.transport) satisfies TransportChoice,
  /** Base64 SHA-256 of the only key that is talked to; null leaves it to the authorities. */
  tlsPin: tlsPins?.find(({ streamId }) => streamId === stream.streamId)?.spkiSha256 ?? null,
})
