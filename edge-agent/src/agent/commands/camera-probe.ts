import type { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import type { ControlPlaneApi } from '../../api/control-plane-api.ts'
import type { TokenSource } from '../../api/token-source.ts'
import { type Identity, importKey } from '../../config/identity.ts'
import { openCredentials } from '../../config/open-credentials.ts'
import type { CommandHandler } from '../../link/command-handler.ts'
import type { RecorderHost } from '../../recorder/host.ts'

/** Looks at a camera once; the picture goes up before the answer that names it. */
export function handleCameraProbe(deps: {
  identity: Identity
  api: ControlPlaneApi
  tokens: TokenSource
  recorder: RecorderHost
}): CommandHandler<typeof cameraProbe> {
  const sealingKey = importKey(deps.identity.sealingKey)
  return async (commandId, { url, transport: fixed, automatic, tlsPin = null, credentials: sealed }) => {
    const credentials = sealed ? await openCredentials(sealed, sealingKey, url) : null
    const transport = automatic === true ? 'auto' : fixed
    const { result, picture } = await deps.recorder.tryCamera({ commandId, url, transport, tlsPin, credentials })
    if (!picture) return { ...result, picture: false }
    const { accessToken } = await deps.tokens.get()
    await deps.api.put({
      method: 'PUT',
      path: `/api/v1/agents/pictures/${commandId}`,
      token: accessToken,
      bytes: { contentType: 'image/jpeg', data: new Uint8Array(picture) },
    })
    return { ...result, picture: true }
  }
}
