import type { KeyObject } from 'node:crypto'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { publicKeyFromRaw } from './ed25519.ts'

/** One line of an access list, in the shape that EMQX and RMQTT read from a token. */
export const aclRuleSchema = z.object({
  permission: z.literal('allow'),
  action: z.enum(['publish', 'subscribe']),
  topic: z.string().min(1).max(200),
})
export type AclRule = z.infer<typeof aclRuleSchema>

const claimsSchema = z.object({
  sub: z.string().min(1).max(64),
  org: z.string().max(64).nullable(),
  acl: z.array(aclRuleSchema).min(1).max(8),
  exp: z.int(),
})

/** The door that a token opens: the HTTP API, or the broker. */
export type TokenAudience = 'api' | 'mqtt'

/** Who holds a token and what it lets them do. `organisationId` is null for the link role only. */
export interface TokenIdentity {
  readonly subject: string
  readonly organisationId: string | null
  readonly acl: readonly AclRule[]
  readonly expiresAtMs: number
}

export interface TokenSigner {
  readonly keyId: string
  readonly privateKey: KeyObject
}

/** Raw public key of a key id, or null where it is not ours or no longer valid. */
export type TokenKeys = (keyId: string) => Promise<string | null>

export const accessTokenType = 'agent+jwt'
const issuer = 'nightjar'

/** A token for one door only: what a broker sees as a password is worth nothing at the API, and the reverse. */
export function signAccessToken(
  signer: TokenSigner,
  audience: TokenAudience,
  identity: TokenIdentity,
  nowMs: number,
): Promise<string> {
  return new SignJWT({ org: identity.organisationId, acl: [...identity.acl] })
    .setProtectedHeader({ alg: 'EdDSA', typ: accessTokenType, kid: signer.keyId })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject(identity.subject)
    .setIssuedAt(Math.floor(nowMs / 1000))
    .setExpirationTime(Math.floor(identity.expiresAtMs / 1000))
    .sign(signer.privateKey)
}

/**
 * One algorithm, one type, one issuer: nothing is chosen by the token's header but which of our own keys it names.
 * A token that an earlier release signed for both doors passes at both until it runs out, a quarter of an hour later.
 * @throws AppError `agent.refused`
 */
export async function verifyAccessToken(
  token: string,
  audience: TokenAudience,
  keys: TokenKeys,
  nowMs: number,
): Promise<TokenIdentity> {
  try {
    const { kid } = decodeProtectedHeader(token)
    const raw = typeof kid === 'string' && kid.length <= 64 ? await keys(kid) : null
    if (raw === null) throw new AppError('agent.refused', { detail: 'the token names no key of ours' })
    const { payload } = await jwtVerify(token, publicKeyFromRaw(raw), {
      algorithms: ['EdDSA'],
      typ: accessTokenType,
      issuer,
      audience,
      requiredClaims: ['sub', 'exp', 'acl'],
      currentDate: new Date(nowMs),
    })
    const claims = claimsSchema.parse(payload)
    return { subject: claims.sub, organisationId: claims.org, acl: claims.acl, expiresAtMs: claims.exp * 1000 }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('agent.refused', { detail: `access token: ${(error as Error).name}`, cause: error })
  }
}
