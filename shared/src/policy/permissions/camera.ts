import type { HeldBy } from '../held-by.ts'

export const cameraPermissions = {
  'camera.read': ['administrator', 'viewer'],
  'camera.manage': ['administrator'],
} as const satisfies HeldBy
