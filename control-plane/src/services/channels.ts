/** Notification channels. The payload is the id named; after `null` the rows must be looked at. */
export const channels = {
  /** Agent id: a command, a configuration or a broker account of this agent is waiting for the link role. */
  agentWork: 'agent_work',
  /** Command id: it has a result. */
  commandResult: 'command_result',
  /** Agent id: its rights ended; broker and relay drop it. */
  agentRevoked: 'agent_revoked',
  /** Id of the session, user or camera on which somebody's rights became less; open sockets are looked at again. */
  rightsChanged: 'rights_changed',
} as const
