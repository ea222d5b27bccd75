import { resolve } from 'node:path'
import type { Cidr } from '../platform/client-address.ts'
import { crossChecks, type Environment, environmentSchema, unknownVariables } from './environment.ts'
import { readProxies } from './proxies.ts'

/** The start cannot succeed as things are; the message is for the operator, one sentence a line. */
export class StartRefused extends Error {}

export interface Config extends Omit<Environment, 'TRUSTED_PROXIES'> {
  readonly TRUSTED_PROXIES: readonly Cidr[]
  /** Sentences worth a log line, none of them fatal. */
  readonly warnings: readonly string[]
}

function proxies(values: readonly string[]): Cidr[] {
  try {
    return readProxies(values)
  } catch (error) {
    throw new StartRefused((error as Error).message)
  }
}

/** Only the config folders read the environment. @throws StartRefused with a sentence for each wrong variable. */
export function loadConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable is how many tools write "not set".
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = environmentSchema.safeParse(given)
  if (!parsed.success)
    throw new StartRefused(
      parsed.error.issues.map(issue => `${issue.path[0]?.toString()}: ${issue.message}`).join('\n'),
    )
  const complaints = crossChecks(parsed.data)
  if (complaints.length > 0) throw new StartRefused(complaints.join('\n'))
  const warnings = unknownVariables(environment).map(name => `${name} is not a setting of Nightjar and is ignored.`)
  if (parsed.data.ALLOW_WEAK_SECRET) warnings.push('ALLOW_WEAK_SECRET is set: stored secrets are badly protected.')
  return {
    ...parsed.data,
    NIGHTJAR_DATA_DIR: resolve(parsed.data.NIGHTJAR_DATA_DIR),
    TRUSTED_PROXIES: proxies(parsed.data.TRUSTED_PROXIES),
    warnings,
  }
}
