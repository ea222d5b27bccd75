import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Context } from '../../context/context.ts'
import { authorize } from '../../policy/authorize.ts'
import { loadCamera } from './load.ts'
import { presentCameras } from './present.ts'

export async function getCamera(context: Context, cameraId: string): Promise<Camera> {
  authorize(context, 'camera.read')
  const [camera] = await presentCameras(context.db, context.actor, [
    await loadCamera(context.db, context.actor, cameraId),
  ])
  return camera!
}
