import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { decodeJwt, jwtVerify } from 'jose'
import { z } from 'zod'
import { publicKeyFromRaw } from '../../keys/ed25519.ts'

const claimsSchema = z.object({ iat: z.int(), exp: z.int(), jti: z.string().min(8).max(64) })

/** Longest life of an assertion, seconds. */
const lifeSeconds = 60
/**
 * How far the agent's idea of our time may be off, seconds. A site clock that is further off is corrected by the agent
 * from the Date header of the refusal, so this need only cover a slow network.
 */
const skewSeconds = 120

export interface Assertion {
  readonly jti: string
  /** After this it would be refused by its age alone, ms. */
  readonly usableUntilMs: number
}

/** Whom an assertion claims to be from; nothing of it is proved. @throws AppError `agent.refused` */
export function issuerOf(assertion: string): string {
  try {
    return idSchema.parse(decodeJwt(assertion).iss)
  } catch (cause) {
    throw new AppError('agent.refused', { detail: 'the assertion names no agent', cause })
  }
}

/** @throws AppError `agent.refused` */
export async function verifyAssertion(
  assertion: string,
  agent: { readonly id: string; readonly publicKey: string },
  nowMs: number,
): Promise<Assertion> {
  try {
    const { payload } = await jwtVerify(assertion, publicKeyFromRaw(agent.publicKey), {
      algorithms: ['EdDSA'],
      typ: 'agent-assertion+jwt',
      issuer: agent.id,
      subject: agent.id,
      audience: 'nightjar-token',
      requiredClaims: ['iat', 'exp', 'jti'],
      currentDate: new Date(nowMs),
      clockTolerance: skewSeconds,
    })
    const { iat, exp, jti } = claimsSchema.parse(payload)
    if (exp - iat > lifeSeconds || exp <= iat) throw new Error('it lives too long')
    if (iat * 1000 > nowMs + skewSeconds * 1000) throw new Error('it comes from the future')
    return { jti, usableUntilMs: (exp + skewSeconds) * 1000 }
  } catch (cause) {
    throw new AppError('agent.refused', {
      detail: `assertion of agent ${agent.id}: ${(cause as Error).message}`,
      cause,
    })
  }
}
