import { z } from 'zod'

/**
 * What a user may do in their whole organisation: administrators everything, viewers look at live and recorded pictures,
 * members nothing by the role alone. What a member may do is in their grants.
 */
export const roleSchema = z.enum(['administrator', 'viewer', 'member'])
export type Role = z.infer<typeof roleSchema>

/** The roles that are offered for a new user: nobody is made a member who would then hold nothing. */
export const offeredRoleSchema = roleSchema.exclude(['member'])
