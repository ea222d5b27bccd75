import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'

/** All that a connection is made of: where it is another one, the recorder hangs up and connects again. */
export const wayTo = (
  { credentials }: { readonly credentials: CameraCredentials | null },
  { url, transport }: Pick<StreamConfig, 'url' | 'transport'>,
) => ({ credentials, url, transport })
