import { fingerprintText } from '@nightjar/shared/domain/certificate.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { cameraActions } from './audit-actions.ts'
import { endpointOf } from './endpoint-of.ts'

export interface KeyChange {
  readonly url: string
  /** Base64 SHA-256; null: none. */
  readonly before: string | null
  readonly after: string | null
}

const shown = (pin: string | null) => (pin === null ? null : fingerprintText(pin))

/** Who came to trust which key at which host and port, and which was trusted there before. Nothing where none changed. */
export async function auditKeys(
  tx: Tx,
  context: Context,
  cameraId: string,
  changes: readonly KeyChange[],
): Promise<void> {
  const byEndpoint = new Map(
    changes.filter(({ before, after }) => before !== after).map(change => [endpointOf(change.url), change]),
  )
  for (const [endpoint, { before, after }] of byEndpoint)
    await writeAudit(tx, context, {
      action: cameraActions['key-adopted'],
      subject: { kind: 'camera', id: cameraId },
      facts: { endpoint, before: shown(before), after: shown(after) },
    })
}
