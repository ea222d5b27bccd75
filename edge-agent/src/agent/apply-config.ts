import type { KeyObject } from 'node:crypto'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { CameraConfig, SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { AppliedReport, ApplyConfig } from '../api/config-follower.ts'
import type { CredentialPins } from '../config/credential-pins.ts'
import type { LedgerKeeper } from '../ledger/keeper-contract.ts'
import { wayTo } from '../media/way-to.ts'
import type { RecorderCamera } from '../recorder/ipc.ts'
import { bindsBoxes, type OpenedSections, openSections, unboundUses } from './open-sections.ts'

/** Turns the signed document into what the parts of the agent run on. A camera that cannot be opened spoils no other. */
export function createApplyConfig(deps: {
  sealingKey: KeyObject
  pins: CredentialPins
  keeper: Pick<LedgerKeeper, 'cameras'>
  setCameras: (cameras: readonly RecorderCamera[]) => void
}): ApplyConfig {
  return async ({ config }: SignedConfig) => {
    const results: AppliedReport['cameras'] = []
    const cameras: RecorderCamera[] = []
    const pinned = await deps.pins.settle(unboundUses(config.cameras), bindsBoxes(config.cameras))
    const hand = ({ cameraId, name }: CameraConfig, sections: OpenedSections) =>
      cameras.push({ cameraId, name, configVersion: config.version, ...sections })
    for (const camera of config.cameras) {
      const { cameraId } = camera
      try {
        hand(camera, await openSections(camera, deps.sealingKey, pinned))
        results.push({ cameraId, ok: true, error: null })
      } catch (error) {
        const { code, publicMessage } = toAppError(error)
        const { mask, streams, recording, loss, transport = null, tlsPins = null } = camera
        hand(camera, { mask, streams, recording, loss, transport, tlsPins, credentials: null, refusal: code })
        results.push({ cameraId, ok: false, error: publicMessage.slice(0, 300) })
      }
    }
    deps.keeper.cameras(
      config.cameras.map(camera => ({
        cameraId: camera.cameraId,
        addedAtMs: camera.addedAtMs,
        mode: camera.recording.mode,
        way: wayOf(cameras.find(opened => opened.cameraId === camera.cameraId)),
      })),
    )
    deps.setCameras(cameras)
    return results
  }
}

/** The recorded stream and how it is fetched; null where there is none, or its password cannot be opened. */
function wayOf(camera: RecorderCamera | undefined) {
  const stream = camera?.streams.find(each => each.roles.includes('record'))
  return camera && !camera.refusal && stream ? { streamId: stream.streamId, ...wayTo(camera, stream) } : null
}
