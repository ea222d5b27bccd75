import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'

/** All that a connection is made of: where it is another one, the recorder hangs up and connects again. */
export const wayTo = (
  {
    credentials,
    fillsAddress = false,
  }: { readonly credentials: CameraCredentials | null; readonly fillsAddress?: boolean },
  { url, transport }: Pick<StreamConfig, 'url' | 'transport'>,
) => ({ credentials, fillsAddress, url, transport })
