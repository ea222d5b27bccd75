import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Database } from '../db/client.ts'
import { linkSubject } from '../keys/link-token.ts'
import { findActingAgent, verifyForBroker } from '../services/agent/resolve.ts'
import { channels } from '../services/channels.ts'
import type { BaseContext } from '../services/context.ts'
import { type Broker, startBroker } from './broker.ts'
import { mqttUpgrade } from './websocket.ts'

export interface BrokerRole {
  readonly broker: Broker
  /** For upgrade requests on `/mqtt`. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  close(): Promise<void>
}

/** The embedded broker, kept informed of who lost their rights. */
export async function startBrokerRole(base: BaseContext, database: Database): Promise<BrokerRole> {
  const broker = await startBroker({
    clock: base.clock,
    log: base.log,
    verify: token => verifyForBroker(base, token),
  })
  const recheckAll = async () => {
    for (const id of broker.clientIds()) {
      if (id !== linkSubject && !(await findActingAgent(base.db, id))) broker.kick(id)
    }
  }
  const stop = await database.listen(channels.agentRevoked, agentId => {
    if (agentId !== null) broker.kick(agentId)
    // Some may have been missed.
    else recheckAll().catch(error => base.log.warn({ err: error }, 'cannot check who may stay at the broker'))
  })
  return {
    broker,
    upgrade: mqttUpgrade(broker),
    close: async () => {
      await stop()
      await broker.close()
    },
  }
}
