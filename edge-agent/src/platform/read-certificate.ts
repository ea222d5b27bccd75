import { createHash, type X509Certificate } from 'node:crypto'
import { type PresentedCertificate, presentedCertificateSchema } from '@nightjar/shared/domain/certificate.ts'

/**
 * What can be shown of a certificate. Whoever answers wrote it: nothing of it may break a line, fill a page or throw.
 * @returns null where there is none, or its key is of a kind that cannot be read.
 */
export function readCertificate(certificate: X509Certificate | undefined): PresentedCertificate | null {
  if (certificate === undefined) return null
  try {
    const key = certificate.publicKey.export({ type: 'spki', format: 'der' })
    return {
      spkiSha256: createHash('sha256').update(key).digest('base64'),
      subject: oneLine(certificate.subject),
      validFromMs: dateOf(certificate.validFrom),
      validToMs: dateOf(certificate.validTo),
    }
  } catch {
    // A kind of key that OpenSSL does not know: it can neither be pinned nor vouched for.
    return null
  }
}

const oneLine = (subject: string | undefined): string =>
  (subject ?? '')
    .split('\n')
    .join(', ')
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .slice(0, 200)

function dateOf(text: string): number | null {
  const read = presentedCertificateSchema.shape.validFromMs.safeParse(Date.parse(text))
  return read.success ? read.data : null
}
