import { join } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { ControlPlaneApi } from '../api/control-plane-api.ts'
import type { TokenSource } from '../api/token-source.ts'
import { type Identity, importKey } from '../config/identity.ts'
import { openCredentials } from '../config/open-credentials.ts'
import type { SegmentIndex } from '../index/segment-index.ts'
import type { CommandHandlers } from '../link/command-runner.ts'
import { relayAddress } from '../link/relay-address.ts'
import type { Disk } from '../platform/disk.ts'
import { sendSegment } from '../playback/send-segment.ts'
import type { RecorderHost } from '../recorder/host.ts'

/** What each command of the control plane does here. */
export function createCommandHandlers(deps: {
  identity: Identity
  api: ControlPlaneApi
  tokens: TokenSource
  index: SegmentIndex
  disk: Disk
  segmentsDir: string
  config: () => AgentConfig | null
  recorder: RecorderHost
}): CommandHandlers {
  const sealingKey = importKey(deps.identity.sealingKey)
  const relayUrl = (relay: string): string => relayAddress(relay, deps.config()?.relays ?? [], deps.api.origin)

  return {
    async 'camera.probe'(commandId, body) {
      const credentials = body.credentials ? await openCredentials(body.credentials, sealingKey, body.url) : null
      const { result, picture } = await deps.recorder.tryCamera({
        commandId,
        url: body.url,
        transport: body.transport,
        credentials,
      })
      if (!picture) return { ...result, picture: false }
      const { accessToken } = await deps.tokens.get()
      await deps.api.put({
        method: 'PUT',
        path: `/api/v1/agents/pictures/${commandId}`,
        token: accessToken,
        bytes: { contentType: 'image/jpeg', data: new Uint8Array(picture) },
      })
      return { ...result, picture: true }
    },

    async 'stream.open'(commandId, body) {
      await deps.recorder.openLive({
        commandId,
        streamId: body.streamId,
        relayUrl: relayUrl(body.relay),
        publishTicket: body.publishTicket,
      })
    },

    async 'segment.send'(_commandId, body) {
      const file = deps.index.segmentFile(body.segmentId)
      if (!file) throw new AppError('media.gone', { detail: 'segment is not in the index' })
      if (body.offset + body.length > file.byteLength)
        throw new AppError('input.invalid', { detail: 'range is past the end' })
      await sendSegment({
        disk: deps.disk,
        path: join(deps.segmentsDir, file.path),
        offset: body.offset,
        length: body.length,
        relayUrl: relayUrl(body.relay),
        publishTicket: body.publishTicket,
      })
    },
  }
}
