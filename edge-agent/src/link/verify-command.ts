import { verify } from 'node:crypto'
import { type Command, signedCommandBytes } from '@nightjar/shared/protocol/messages/command.ts'
import { type Identity, verificationKey } from '../config/identity.ts'

/** Whether the control plane signed exactly this for exactly this agent. Never throws, whatever the broker sent. */
export function isSigned(
  command: Command,
  identity: Pick<Identity, 'agentId' | 'organisationId' | 'configKeys'>,
): boolean {
  const { keyId, signature } = command
  if (keyId === undefined || signature === undefined || !Object.hasOwn(identity.configKeys, keyId)) return false
  const key = verificationKey(identity.configKeys[keyId]!)
  try {
    return verify(null, signedCommandBytes(identity, command), key, Buffer.from(signature, 'base64url'))
  } catch {
    // No canonical form: nested deeper than the stack, or a number that JSON cannot carry. Nobody signed that.
    return false
  }
}
