import type { HeldBy } from '../held-by.ts'

export const userPermissions = {
  'user.read': ['administrator'],
  'user.manage': ['administrator'],
} as const satisfies HeldBy
