import { z } from 'zod'
import { fingerprintText, type PresentedCertificate } from '../domain/certificate.ts'
import { isoTimeSchema, toIso } from '../domain/time.ts'

/** What a camera shows of itself. Only the fingerprint can be compared; whoever answers can write any subject. */
export const shownCertificateSchema = z
  .object({
    /** `sha256/<base64>` of its public key. */
    fingerprint: z.string(),
    subject: z.string(),
    validFrom: isoTimeSchema.nullable(),
    validTo: isoTimeSchema.nullable(),
  })
  .meta({ id: 'ShownCertificate' })
export type ShownCertificate = z.infer<typeof shownCertificateSchema>

export const showCertificate = ({
  spkiSha256,
  subject,
  validFromMs,
  validToMs,
}: PresentedCertificate): ShownCertificate => ({
  fingerprint: fingerprintText(spkiSha256),
  subject,
  validFrom: validFromMs === null ? null : toIso(validFromMs),
  validTo: validToMs === null ? null : toIso(validToMs),
})
