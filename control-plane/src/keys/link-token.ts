import type { BaseContext } from '../context/context.ts'
import { transaction } from '../db/transaction.ts'
import { signAccessToken } from './access-token.ts'
import { linkAcl } from './acl.ts'
import { signingKey } from './signing-keys.ts'

/** Subject of the link role's own token; every other subject is an agent id. */
export const linkSubject = 'link'

/** The link role reconnects when it ends, which costs one round of announcements. */
const lifetimeMs = 60 * 60_000

/** The link role's password at a broker that reads tokens. */
export function mintLinkToken(base: BaseContext): Promise<string> {
  return transaction(base, async tx => {
    const nowMs = base.clock.wallMs()
    const signer = await signingKey(tx, base, 'access-token', null)
    const identity = { subject: linkSubject, organisationId: null, acl: linkAcl, expiresAtMs: nowMs + lifetimeMs }
    return signAccessToken(signer, 'mqtt', identity, nowMs)
  })
}
