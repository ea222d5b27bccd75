import { type Duplex, duplexPair } from 'node:stream'
import type { Role, RolePorts } from '../context/role.ts'
import { linkSubject } from '../keys/link-token.ts'
import { findActingAgent, verifyForBroker } from '../services/agent/resolve.ts'
import { channels } from '../services/channels.ts'
import { type Broker, startBroker } from './broker.ts'
import { mqttUpgrade } from './websocket.ts'

/** A stream into the broker of this process. */
function streamInto(broker: Broker): Duplex {
  const [near, far] = duplexPair()
  // Ending one side of a pair does not end the other.
  near.once('close', () => far.destroy())
  far.once('close', () => near.destroy())
  broker.accept(far, null)
  return near
}

/** The embedded broker, kept informed of who lost their rights. With an external one configured there is none. */
export async function startBrokerRole({
  config,
  base,
  database,
}: Pick<RolePorts, 'config' | 'base' | 'database'>): Promise<Role> {
  if (config.MQTT_URL) return { probe: async () => null, stop: async () => undefined }
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
  const stopListening = await database.listen(channels.agentRevoked, agentId => {
    if (agentId !== null) broker.kick(agentId)
    // Some may have been missed.
    else recheckAll().catch(error => base.log.warn({ err: error }, 'cannot check who may stay at the broker'))
  })
  return {
    openMqttStream: () => streamInto(broker),
    probe: async () => null,
    upgrades: new Map([['/mqtt', mqttUpgrade(broker, config.TRUSTED_PROXIES)]]),
    stop: async () => {
      await stopListening()
      await broker.close()
    },
  }
}
