import type { HeldBy } from '../held-by.ts'

export const agentPermissions = {
  'agent.read': ['administrator'],
  'agent.manage': ['administrator'],
} as const satisfies HeldBy
