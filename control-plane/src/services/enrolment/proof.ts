import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import type { enrolRequestSchema } from '@nightjar/shared/protocol/agent-api.ts'
import type { z } from 'zod'
import { verifyBytes } from '../../keys/ed25519.ts'

export type EnrolRequest = z.infer<typeof enrolRequestSchema>

/** The proof binds the code to the keys: who reads a code on its way cannot enrol other keys with that request. */
export function proofHolds(request: EnrolRequest): boolean {
  const { proof, ...signed } = request
  return verifyBytes(request.publicKey, canonicalBytes(signed), proof)
}
