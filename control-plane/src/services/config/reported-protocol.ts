import { lowestProtocol } from '@nightjar/shared/protocol/config/content-for.ts'
import { eq } from 'drizzle-orm'
import type { Db, Tx } from '../../db/client.ts'
import { agentStatus } from '../../db/schema/agent-status.ts'
import type { ConfigSource } from './config-source.ts'

/** The protocol version of which the youngest section of this release is. */
export const youngest = (sections: ConfigSource['sections']): number =>
  Math.max(lowestProtocol, ...sections.map(({ since }) => since))

/** As far as it makes a difference: beyond the youngest section all versions are sent the same. */
export const within = (protocol: number, sections: ConfigSource['sections']): number =>
  Math.min(Math.max(protocol, lowestProtocol), youngest(sections))

/**
 * What the agent's last heartbeat said. Nobody signs heartbeats: whoever holds the broker can make them say an older
 * version, and have sections left out of what is signed next, until the agent itself asks for its configuration.
 */
export async function reportedProtocol(db: Db | Tx, agentId: string): Promise<number> {
  const [status] = await db
    .select({ report: agentStatus.report })
    .from(agentStatus)
    .where(eq(agentStatus.agentId, agentId))
  return status?.report.protocol ?? lowestProtocol
}
