import { allGrants, type Grant } from '@nightjar/shared/policy/grant.ts'
import type { Role } from '@nightjar/shared/policy/roles.ts'

interface Holder {
  readonly id: string
  readonly organisationId: string
  /** All within the organisation. */
  readonly grants: readonly Grant[]
}

/** Who acts. Every verb has one, every audit row names one, and each belongs to exactly one organisation. */
export type Actor =
  | (Holder & {
      readonly kind: 'user'
      /** Read from the database at each request, as are the grants, which hold what the role does. */
      readonly role: Role
      readonly sessionId: string
    })
  | (Holder & { readonly kind: 'token' })
  /** Named by its id. */
  | (Holder & { readonly kind: 'job' })
  /** Somebody with a shell on the machine, or the all-in-one supervisor. */
  | (Holder & { readonly kind: 'cli' })
  /** Holds no grants: its verbs reach nothing but what is its own. */
  | { readonly kind: 'agent'; readonly id: string; readonly organisationId: string; readonly siteId: string }

export type AgentActor = Extract<Actor, { kind: 'agent' }>
export type UserActor = Extract<Actor, { kind: 'user' }>
type CliActor = Extract<Actor, { kind: 'cli' }>

/** May do everything in its organisation. @param id what the audit calls it. */
export const cliActor = (id: string, organisationId: string): CliActor => ({
  kind: 'cli',
  id,
  organisationId,
  grants: allGrants,
})
