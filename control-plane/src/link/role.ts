import { StartRefused } from '../config/load.ts'
import type { Role, RolePorts } from '../context/role.ts'
import { linkSubject, mintLinkToken } from '../keys/link-token.ts'
import { replaceMark } from '../platform/instance-mark.ts'
import { releaseAgents } from '../services/agent/hold-agents.ts'
import { type LinkDeps, startLink } from './link.ts'

type Place = Pick<LinkDeps, 'target' | 'credentials' | 'accounts'>

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
  const openStream = earlier.get('broker')?.openMqttStream
  if (!openStream) throw new StartRefused('NIGHTJAR_ROLES: link needs the broker in the same process, or MQTT_URL.')
  return {
    target: { openStream },
    accounts: false,
    credentials: () => byToken(linkSubject),
  }
}

/** Carries commands and configurations to agents, and what they say into the database. */
export async function startLinkRole(ports: RolePorts): Promise<Role> {
  const { base, database } = ports
  const holder = base.ids.next()
  // One that was killed left its leases behind: without a word its agents would be nobody's until they run out.
  const dead = await replaceMark(ports.config.NIGHTJAR_DATA_DIR, 'link-instance', holder)
  if (dead !== null) await releaseAgents(base, dead)
  const link = await startLink({ base, database, holder, ...placeOf(ports, holder) })
  return { probe: async () => link.health(), stop: () => link.close() }
}
