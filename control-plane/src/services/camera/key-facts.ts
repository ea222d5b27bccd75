import { endpointOf } from '@nightjar/shared/camera-address/stored-endpoint.ts'
import { fingerprintText } from '@nightjar/shared/domain/certificate.ts'

export interface KeyChange {
  readonly url: string
  /** Base64 SHA-256; null: none. */
  readonly before: string | null
  readonly after: string | null
}

const shown = (pin: string | null) => (pin === null ? null : fingerprintText(pin))

/** For the audit log, one for each host and port: which key is trusted there, and which was before. None where none changed. */
export function keyFacts(changes: readonly KeyChange[]): Record<string, unknown>[] {
  const changed = changes.filter(({ before, after }) => before !== after)
  const byEndpoint = new Map(changed.map(change => [endpointOf(change.url), change]))
  return [...byEndpoint].map(([endpoint, { before, after }]) => ({
    endpoint,
    before: shown(before),
    after: shown(after),
  }))
}
