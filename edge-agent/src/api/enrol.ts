import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import { enrolReplySchema } from '@nightjar/shared/protocol/agent-api.ts'
import { exportKey, type Identity, makeKeyPairs, publicKeyOf, signBytes } from '../config/identity.ts'
import type { ControlPlaneApi } from './control-plane-api.ts'

/**
 * Makes this machine's keys and trades a one-time code for an identity. Nothing is stored here; the caller must store
 * the result before it uses it.
 *
 * @throws AppError enrolment.refused when the code is wrong, used or too old.
 */
export async function enrol(
  api: ControlPlaneApi,
  options: { code: string; hostname: string; software: string },
): Promise<Identity> {
  const keys = makeKeyPairs()
  const unsigned = {
    ...options,
    publicKey: publicKeyOf(keys.signing),
    sealingKey: publicKeyOf(keys.sealing),
  }
  const proof = signBytes(keys.signing, canonicalBytes(unsigned))
  const reply = await api.call(
    { method: 'POST', path: '/api/v1/agents/enrol', json: { ...unsigned, proof } },
    enrolReplySchema,
  )
  return { ...reply, signingKey: exportKey(keys.signing), sealingKey: exportKey(keys.sealing) }
}
