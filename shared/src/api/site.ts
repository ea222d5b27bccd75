import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'

/** IANA time zone, e.g. `Europe/Berlin`. */
const timeZoneSchema = z
  .string()
  .max(64)
  .refine(
    zone => {
      try {
        new Intl.DateTimeFormat('en', { timeZone: zone })
        return true
      } catch {
        return false
      }
    },
    { error: 'use a time zone name such as Europe/Berlin' },
  )

export const siteSchema = z
  .object({ id: idSchema, name: z.string(), timeZone: z.string(), createdAt: isoTimeSchema })
  .meta({ id: 'Site' })
export type Site = z.infer<typeof siteSchema>

export const createSiteSchema = z
  .object({ name: z.string().trim().min(1, 'enter a name').max(120), timeZone: timeZoneSchema.default('UTC') })
  .meta({ id: 'CreateSite' })

/** The code is shown this once. */
export const enrolmentSchema = z
  .object({
    id: idSchema,
    siteId: idSchema,
    code: z.string(),
    /** What to run on the site's machine. */
    command: z.string(),
    expiresAt: isoTimeSchema,
  })
  .meta({ id: 'Enrolment' })
export type Enrolment = z.infer<typeof enrolmentSchema>
