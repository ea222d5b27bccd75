import type { KeyObject } from 'node:crypto'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { CameraIdentity } from '@nightjar/shared/protocol/config/camera-identity.ts'
import type { CameraConfig, SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import type { AppliedReport, ApplyConfig } from '../api/config-follower.ts'
import { openCredentials } from '../config/open-credentials.ts'
import type { LedgerKeeper } from '../ledger/keeper-contract.ts'
import { wayTo } from '../media/way-to.ts'
import type { RecorderCamera } from '../recorder/ipc.ts'

/** Turns the signed document into what the parts of the agent run on. A camera that cannot be opened spoils no other. */
export function createApplyConfig(deps: {
  sealingKey: KeyObject
  keeper: Pick<LedgerKeeper, 'cameras'>
  setCameras: (cameras: readonly RecorderCamera[]) => void
}): ApplyConfig {
  return async (signed: SignedConfig) => {
    const results: AppliedReport['cameras'] = []
    const cameras: RecorderCamera[] = []
    for (const camera of signed.config.cameras) {
      try {
        cameras.push(await recorderCamera(camera, signed.config.version, deps.sealingKey))
        results.push({ cameraId: camera.cameraId, ok: true, error: null })
      } catch (error) {
        results.push({ cameraId: camera.cameraId, ok: false, error: toAppError(error).publicMessage.slice(0, 300) })
      }
    }
    deps.keeper.cameras(
      signed.config.cameras.map(camera => ({
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
  return camera && stream ? { streamId: stream.streamId, ...wayTo(camera, stream) } : null
}

type SectionKey = Exclude<keyof CameraConfig, keyof CameraIdentity>

async function recorderCamera(camera: CameraConfig, configVersion: number, key: KeyObject): Promise<RecorderCamera> {
  const { cameraId, name } = camera
  return { cameraId, name, configVersion, ...(await openSections(camera, key)) }
}

/**
 * Each section as the recorder takes it. The compiler asks for every new one: a section that the schema lets in and
 * that nothing carries out would look applied.
 *
 * @throws AppError where one cannot be opened; the camera does not run then.
 */
async function openSections(
  { mask, streams, recording, credentials, transport = null, tlsPins = null, loss }: CameraConfig,
  key: KeyObject,
): Promise<{ [Key in SectionKey]-?: RecorderCamera[Key] }> {
  const opened = credentials && (await openCredentials(credentials, key))
  return { mask, streams, recording, credentials: opened, transport, tlsPins, loss }
}
