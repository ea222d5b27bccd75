import { topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import type { ConnectPacket } from 'aedes'
import type { TokenIdentity } from '../keys/access-token.ts'

/**
 * Does this CONNECT fit the token that came as its password? The id is forced to be the token's subject, so that no
 * client can take over another's session or hide a wildcard in a name (the class of CVE-2017-7650).
 * @returns null, or why not.
 */
export function refuseConnect(who: TokenIdentity, packet: ConnectPacket): string | null {
  if (packet.protocolVersion !== 5) return 'MQTT 5 only'
  if (packet.clientId !== who.subject) return 'the client id is not the subject of the token'
  if (packet.username !== undefined && packet.username !== who.subject) return 'the user name is not the subject'
  return packet.will ? refuseWill(who, packet.will) : null
}

/** The broker speaks a will in the agent's name: only the word that it is gone, in the place where it says so itself. */
function refuseWill(who: TokenIdentity, will: NonNullable<ConnectPacket['will']>): string | null {
  if (who.organisationId === null) return 'no will is expected from this client'
  const own = topicOf(agentStatus, { organisationId: who.organisationId, agentId: who.subject })
  if (will.topic !== own) return 'the will is not on the own status topic'
  return isOffline(will.payload) ? null : 'the will says more than offline'
}

function isOffline(payload: Buffer | string): boolean {
  try {
    const status = agentStatus.schema.safeParse(JSON.parse(payload.toString()))
    return status.success && (status.data as { state: string }).state === 'offline'
  } catch {
    return false
  }
}
