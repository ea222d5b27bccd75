import type { HeldBy } from '../held-by.ts'

export const recordingPermissions = {
  'recording.view': ['administrator', 'viewer'],
} as const satisfies HeldBy
