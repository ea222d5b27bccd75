import { type Duplex, duplexPair } from 'node:stream'
import type { AppParts } from '../app/parts.ts'
import type { Role, RolePorts } from '../app/role.ts'
import type { Broker } from '../broker/broker.ts'
import { StartRefused } from '../config/load.ts'
import { linkSubject, mintLinkToken } from '../keys/link-token.ts'
import { type LinkDeps, startLink } from './link.ts'

type Place = Pick<LinkDeps, 'target' | 'credentials' | 'accounts'>

/** A stream into the broker of this process. */
function streamInto(broker: Broker): Duplex {
  const [near, far] = duplexPair()
  // Ending one side of a pair does not end the other.
  near.once('close', () => far.destroy())
  far.once('close', () => near.destroy())
  broker.accept(far)
  return near
}

function placeOf({ config, base, earlier }: Pick<RolePorts, 'config' | 'base' | 'earlier'>, holder: string): Place {
  const byToken = async (clientId: string) => ({ clientId, username: linkSubject, password: await mintLinkToken(base) })
  if (config.MQTT_URL) {
    const clientId = `link-${holder}`
    const { MQTT_USERNAME: username, MQTT_PASSWORD: password } = config
    const hasAccount = username !== undefined && password !== undefined
    return {
      target: { url: config.MQTT_URL },
      accounts: config.MQTT_RIGHTS === 'accounts',
      credentials: async () => (hasAccount ? { clientId, username, password } : byToken(clientId)),
    }
  }
  const broker = earlier.get('broker')?.broker
  if (!broker) throw new StartRefused('NIGHTJAR_ROLES: link needs the broker in the same process, or MQTT_URL.')
  return {
    target: { openStream: () => streamInto(broker) },
    accounts: false,
    credentials: () => byToken(linkSubject),
  }
}

/** Carries commands and configurations to agents, and what they say into the database. */
export async function startLinkRole(
  ports: Omit<RolePorts, 'parts'> & { parts: Pick<AppParts, 'fleet'> },
): Promise<Role> {
  const { base, database } = ports
  const { fleet } = ports.parts
  const holder = base.ids.next()
  const link = await startLink({ base, database, fleet, holder, ...placeOf(ports, holder) })
  return { probe: async () => link.health(), stop: () => link.close() }
}
