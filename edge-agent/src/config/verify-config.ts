import { verify } from 'node:crypto'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type SignedConfig, signedConfigSchema } from '@nightjar/shared/protocol/config/document.ts'
import { notNewer } from '@nightjar/shared/protocol/config/not-newer.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { type Identity, verificationKey } from './identity.ts'

/**
 * Accepts a configuration only from a trusted key, for this agent, newer than the one in force and within what this
 * software knows.
 *
 * @throws AppError with a public sentence that says which of these failed.
 */
export function verifyConfig(body: unknown, identity: Identity, currentVersion: number): SignedConfig {
  const refuse = (message: string, detail?: string): never => {
    throw new AppError('input.invalid', { message, detail })
  }
  const parsed = signedConfigSchema.safeParse(body)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refuse(
      'The configuration holds a setting that this agent does not know; update the agent.',
      `${issue?.path.join('.')}: ${issue?.message}`,
    )
  }
  const signed = parsed.data
  const key = identity.configKeys[signed.keyId]
  if (!key) return refuse('The configuration is signed by a key that this agent does not trust.', signed.keyId)
  if (!verify(null, canonicalBytes(signed.config), verificationKey(key), Buffer.from(signed.signature, 'base64url'))) {
    return refuse('The signature of the configuration is wrong.')
  }
  if (signed.config.agentId !== identity.agentId || signed.config.organisationId !== identity.organisationId) {
    return refuse('The configuration is meant for another agent.')
  }
  if (signed.config.version <= currentVersion) return refuse(notNewer)
  if (signed.config.minProtocol > protocolVersion) return refuse('The configuration needs a newer agent; update it.')
  return signed
}
