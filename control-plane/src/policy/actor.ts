import type { Permission } from '@nightjar/shared/policy/permissions.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'

/** Who acts. Every verb has one, every audit row names one, and each belongs to exactly one organisation. */
export type Actor =
  | {
      readonly kind: 'user'
      readonly id: string
      readonly organisationId: string
      /** Read from the database at each request. */
      readonly role: Role
      readonly sessionId: string
    }
  | {
      readonly kind: 'token'
      readonly id: string
      readonly organisationId: string
      readonly permissions: readonly Permission[]
    }
  | { readonly kind: 'agent'; readonly id: string; readonly organisationId: string; readonly siteId: string }
  | {
      readonly kind: 'job'
      /** Name of the job. */
      readonly id: string
      readonly organisationId: string
      readonly permissions: readonly Permission[]
    }
  /** Somebody with a shell on the machine, or the all-in-one supervisor: may do everything in its organisation. */
  | { readonly kind: 'cli'; readonly id: string; readonly organisationId: string }

export type AgentActor = Extract<Actor, { kind: 'agent' }>
export type UserActor = Extract<Actor, { kind: 'user' }>
