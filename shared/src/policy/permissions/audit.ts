import type { HeldBy } from '../held-by.ts'

export const auditPermissions = {
  'audit.read': ['administrator'],
} as const satisfies HeldBy
