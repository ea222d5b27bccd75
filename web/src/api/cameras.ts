import type {
  adoptKeysSchema,
  createCameraSchema,
  probeRequestSchema,
  updateCameraSchema,
} from '@nightjar/shared/api/camera.ts'
import { type Camera, cameraSchema, probeReplySchema } from '@nightjar/shared/api/camera.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { z } from 'zod'
import { request } from './client.ts'

export type NewCamera = z.input<typeof createCameraSchema>
export type CameraChange = z.input<typeof updateCameraSchema>
export type ProbeRequest = z.input<typeof probeRequestSchema>

export const listCameras = (signal?: AbortSignal) => request('/cameras', pageOf(cameraSchema), { signal })

export const createCamera = (body: NewCamera) => request('/cameras', cameraSchema, { method: 'POST', body })

/** The version guards against overwriting what somebody else changed meanwhile (RFC 9110 13.1.1). */
export const updateCamera = (camera: Camera, body: CameraChange) =>
  request(`/cameras/${camera.id}`, cameraSchema, {
    method: 'PATCH',
    body,
    headers: { 'if-match': `"${camera.version}"` },
  })

/** One key for all cameras of an agent at one host and port. */
export const adoptKeys = (body: z.input<typeof adoptKeysSchema>) =>
  request('/cameras/adopt-keys', pageOf(cameraSchema), { method: 'POST', body })

export const deleteCamera = (cameraId: string) => request(`/cameras/${cameraId}`, z.unknown(), { method: 'DELETE' })

export const probeCamera = (body: ProbeRequest, signal?: AbortSignal) =>
  request('/cameras/probe', probeReplySchema, { method: 'POST', body, signal })
