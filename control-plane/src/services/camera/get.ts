import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Context } from '../../context/context.ts'
import { cameraFor } from './camera-for.ts'
import { presentCamera } from './present.ts'

export async function getCamera(context: Context, cameraId: string): Promise<Camera> {
  return presentCamera(context, await cameraFor(context.db, context, 'camera.read', cameraId))
}
