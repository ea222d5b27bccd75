import type { HeldBy } from '../held-by.ts'

export const livePermissions = {
  'live.view': ['administrator', 'viewer'],
} as const satisfies HeldBy
