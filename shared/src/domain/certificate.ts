import { z } from 'zod'

/** SHA-256 of a key's SubjectPublicKeyInfo in base64 (RFC 7469 2.4); shown to people as `sha256/<base64>`. */
export const spkiPinSchema = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)

/** Wall time, ms, of the years that a certificate can name (RFC 5280 4.1.2.5). */
const validitySchema = z.int().min(0).max(253_402_300_799_999).nullable()

/** What a camera shows of itself in the TLS handshake. None of it is proven: whoever answers can write any subject. */
export const presentedCertificateSchema = z.object({
  spkiSha256: spkiPinSchema,
  /** Distinguished name on one line, e.g. `CN=camera, O=Example`. */
  subject: z.string().max(200),
  /** null where the certificate holds no date that can be read. */
  validFromMs: validitySchema,
  validToMs: validitySchema,
})
export type PresentedCertificate = z.infer<typeof presentedCertificateSchema>

/** As people see it and may type it. */
export const fingerprintText = (spkiSha256: string): string => `sha256/${spkiSha256}`

/** A pin as people type it, with or without `sha256/`. */
export const fingerprintSchema = z
  .string()
  .trim()
  .transform(text => text.replace(/^sha256\//i, ''))
  .refine(text => spkiPinSchema.safeParse(text).success, {
    error: 'enter the fingerprint as sha256/ and the 44 characters that the camera shows',
  })
