import type { AgentAddress } from '@nightjar/shared/protocol/define-message.ts'
import {
  type Command,
  type CommandBody,
  commandBodySchema,
  signedCommandBytes,
} from '@nightjar/shared/protocol/messages/command.ts'
import type { BaseContext } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { signBytes } from '../../keys/ed25519.ts'
import { signingKey } from '../../keys/signing-keys.ts'

type Unsigned = Pick<Command, 'id' | 'issuedAtMs' | 'deadlineMs' | 'actor' | 'body'>

/** A command as it is stored and delivered; nobody but its agent takes it, and nobody can change it. */
export type SignedCommand = Required<Omit<Command, 'body'>> & { readonly body: CommandBody }

/** Signs with the organisation's configuration key; its agents got the public part when they enrolled. */
export async function signCommand(
  tx: Tx,
  context: Pick<BaseContext, 'clock' | 'random' | 'secrets'>,
  to: AgentAddress,
  unsigned: Unsigned,
): Promise<SignedCommand> {
  const command = { ...unsigned, body: commandBodySchema.parse(unsigned.body) }
  const { keyId, privateKey } = await signingKey(tx, context, 'config', to.organisationId)
  return { ...command, keyId, signature: signBytes(privateKey, signedCommandBytes(to, command)) }
}
