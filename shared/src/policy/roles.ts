import { z } from 'zod'

/** Administrators may do everything in their organisation; viewers look at live and recorded pictures. */
export const roleSchema = z.enum(['administrator', 'viewer'])
export type Role = z.infer<typeof roleSchema>
