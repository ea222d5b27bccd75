import type { TransportUse } from '@nightjar/shared/domain/camera.ts'
import type { PresentedCertificate } from '@nightjar/shared/domain/certificate.ts'

/** What camera and agent have agreed on before pictures flow. */
export interface Agreement {
  readonly transport: TransportUse
  /** What the camera showed; null without TLS. */
  readonly certificate: PresentedCertificate | null
}
