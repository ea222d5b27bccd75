import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { ControlPlaneApi } from '../../api/control-plane-api.ts'
import { relayAddress } from '../../api/relay-address.ts'
import type { TokenSource } from '../../api/token-source.ts'
import type { Identity } from '../../config/identity.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import type { CommandHandlers } from '../../link/command-handler.ts'
import type { Disk } from '../../platform/disk.ts'
import type { RecorderHost } from '../../recorder/host.ts'
import { handleCameraProbe } from './camera-probe.ts'
import { handleSegmentSend } from './segment-send.ts'
import { handleStreamOpen } from './stream-open.ts'

/** What each command of the control plane does here: one line for each, and the type asks for every one. */
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
  const relayUrl = (relay: string): string => relayAddress(relay, deps.config()?.relays ?? [], deps.api.origin)
  return {
    'camera.probe': handleCameraProbe(deps),
    'stream.open': handleStreamOpen({ ...deps, relayUrl }),
    'segment.send': handleSegmentSend({ ...deps, relayUrl }),
  }
}
