import { z } from 'zod'
import { shownCertificateSchema } from './shown-certificate.ts'

/** RFC 9457 problem details, `application/problem+json`; the body of every reply from 400 on. */
export const problemSchema = z
  .object({
    /** `urn:nightjar:problem:<code>`. */
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** What happened and what to do, for a person. */
    detail: z.string(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    /** With `camera.untrusted` and `camera.identity-changed`: what the camera shows. */
    certificate: shownCertificateSchema.optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problemSchema>
