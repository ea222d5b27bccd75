import type { Permission } from '@nightjar/shared/policy/permissions.ts'

/**
 * Who may call a route. The router proves who calls; whether they may is decided by the verb, and the matrix test holds
 * the verb to what is declared here.
 * - `public`: anybody, also signed out
 * - `session`: any signed-in user, on what is their own
 * - `agent`: an enrolled agent with its access token
 * - `signed-url`: whoever holds the address, which carries its own signature and expiry
 * - a permission: those who hold it
 */
export type RoutePolicy = 'public' | 'session' | 'agent' | 'signed-url' | Permission
