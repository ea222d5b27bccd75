import type { HeldBy } from '../held-by.ts'

export const sitePermissions = {
  'site.read': ['administrator', 'viewer'],
  'site.manage': ['administrator'],
} as const satisfies HeldBy
