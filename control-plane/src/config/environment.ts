import { join } from 'node:path'
import { logLevelSchema } from '@nightjar/shared/domain/log-level.ts'
import { liveAddressSchema } from '@nightjar/shared/live/relay-api.ts'
import { relayAddressSchema } from '@nightjar/shared/protocol/config/relays.ts'
import { z } from 'zod'
import { isOrigin } from './origin.ts'
import { isStrongSecret, strongSecretHint } from './secret-strength.ts'

const port = z.coerce.number().int().min(0).max(65535)
const text = z.string().trim().min(1)
const origin = text.refine(isOrigin, 'use an origin such as https://nvr.example.org, without a path or a final slash')
const list = (item: z.ZodType<string, string>, usual = '') =>
  z
    .string()
    .default(usual)
    .transform(value =>
      value
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item))
const flag = z
  .enum(['0', '1', 'true', 'false', ''])
  .default('')
  .transform(value => value === '1' || value === 'true')

export const roleNames = ['api', 'link', 'broker', 'jobs'] as const
export type RoleName = (typeof roleNames)[number]

/** Everything the control plane takes from its environment; docs/ref/config.md says the same for people. */
export const environmentSchema = z.object({
  NIGHTJAR_ROLES: z
    .string()
    .default(roleNames.join())
    .transform(splitRoles)
    .pipe(z.array(z.enum(roleNames)).min(1))
    .describe(
      'Which parts this process runs, with commas: api, link, broker, jobs. broker is the embedded one; leave it out where MQTT_URL is set. jobs does what has to be done again and again; one process at least must have it.',
    ),
  NIGHTJAR_HOST: text
    .default('127.0.0.1')
    .describe('Address to listen on. Without a TLS proxy in front leave it on loopback.'),
  NIGHTJAR_PORT: port
    .default(8080)
    .describe('The one public port: web app, API, /mqtt, and /live and /publish piped to the relay.'),
  NIGHTJAR_INTERNAL_HOST: text
    .default('127.0.0.1')
    .describe('Address of the private port; another than loopback only inside a network of containers.'),
  NIGHTJAR_INTERNAL_PORT: port
    .default(8083)
    .describe('Private port for the relay and the local supervisor; both need a key.'),
  NIGHTJAR_DATA_DIR: text
    .default('./data')
    .describe('Folder of the embedded database, the directory archive and the secret key.'),
  NIGHTJAR_SEGMENT_MAX_MIB: z.coerce
    .number()
    .int()
    .min(1)
    .max(5120)
    .default(1024)
    .describe('Largest segment that an agent may bring into the archive, MiB.'),
  NIGHTJAR_AGENT_DAILY_GIB: z.coerce
    .number()
    .min(0.001)
    .max(1_000_000)
    .default(2048)
    .describe(
      'How much one agent may bring into the archive in one day (UTC), GiB. What comes beyond waits at its site for the next day.',
    ),
  NIGHTJAR_ARCHIVE_MIN_FREE_MIB: z.coerce
    .number()
    .int()
    .min(0)
    .max(1_000_000)
    .default(1024)
    .describe(
      'Of an archive that is a folder: how much of its disk stays free, MiB. With less, uploads wait at their sites and the page says so.',
    ),
  NIGHTJAR_WEB_DIR: text
    .default(join(import.meta.dirname, '..', '..', '..', 'web', 'dist'))
    .describe('Folder of the built web app.'),
  NIGHTJAR_SETUP_TOKEN: text
    .min(8, 'use at least 8 characters')
    .max(200)
    .optional()
    .describe(
      'Fixed token for the first administrator, for automation; at least 8 characters. Random at each start otherwise.',
    ),
  NIGHTJAR_RELAY_KEY: text
    .min(32, 'use at least 32 characters')
    .optional()
    .describe(
      'Key that the relay must show, at least 32 characters; the same as in the environment of the relay. Left out, no relay can ask.',
    ),
  NIGHTJAR_LOCAL_KEY: text
    .min(32, 'use at least 32 characters')
    .optional()
    .describe('Key for the supervisor on the same machine, at least 32 characters. Left out, it cannot ask.'),
  NIGHTJAR_RELAY_HOST: text.default('127.0.0.1').describe('Where /live and /publish are piped to: host of the relay.'),
  NIGHTJAR_RELAY_PORT: port.default(8081).describe('Where /live and /publish are piped to: public port of the relay.'),
  NIGHTJAR_RELAY_ADDRESS: list(relayAddressSchema, '/publish').describe(
    'What agents may be told to dial, with commas, one for each relay: /publish at the address of the control plane, or a ws:// or wss:// address. A relay that announces another is refused.',
  ),
  NIGHTJAR_RELAY_LIVE_ADDRESS: list(liveAddressSchema, '/live').describe(
    'Where viewers may be sent, with commas, one for each relay: /live at the address of the page, or a ws:// or wss:// address.',
  ),
  NIGHTJAR_RELAY_INTERNAL_URL: list(z.url({ protocol: /^https?$/ })).describe(
    'Internal ports of relays as we reach them, with commas, letter by letter as each relay says it: recordings that are only at a site are fetched there. Left out, a relay must be on this machine.',
  ),
  NIGHTJAR_LOCAL_AGENT: flag.describe(
    '1: an agent belongs to this installation (all-in-one) and counts for GET /healthz.',
  ),
  NIGHTJAR_LOG_LEVEL: logLevelSchema.default('info').describe('How much is logged.'),
  NIGHTJAR_S3_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      'Address of the S3 server; left out, that of AWS for the region. Bucket and both keys turn the S3 archive on.',
    ),
  NIGHTJAR_S3_PUBLIC_ENDPOINT: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where agents and browsers reach the same S3 server, when that is another address.'),
  NIGHTJAR_S3_BUCKET: text
    .optional()
    .describe('Bucket of the archive; needs no public access. Left out, the archive is a folder in the data folder.'),
  NIGHTJAR_S3_REGION: text.default('us-east-1').describe('Region that requests are signed for.'),
  NIGHTJAR_S3_ACCESS_KEY_ID: text.optional().describe('Key for this bucket. It never leaves the control plane.'),
  NIGHTJAR_S3_SECRET_ACCESS_KEY: text.optional().describe('Secret of that key.'),
  NIGHTJAR_S3_FORCE_PATH_STYLE: flag.describe(
    '1: the bucket is named in the path, not in the host name. Most servers that are not AWS want it.',
  ),
  NIGHTJAR_S3_CREATE_BUCKET: flag.describe('1: make the bucket where it is missing.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'use an address such as postgresql://user@host/database' })
    .optional()
    .describe('PostgreSQL 15 or newer instead of the embedded database.'),
  MQTT_URL: z
    .url({ protocol: /^(mqtts?|wss?)$/ })
    .optional()
    .describe('External MQTT 5 broker instead of the embedded one.'),
  MQTT_PUBLIC_URL: z
    .url({ protocol: /^(mqtts?|wss?)$/ })
    .optional()
    .describe('Where agents reach the same broker, when that is another address.'),
  MQTT_RIGHTS: z
    .enum(['accounts', 'tokens'])
    .default('accounts')
    .describe('accounts: Mosquitto with dynamic security. tokens: a broker that reads the acl claim of tokens.'),
  MQTT_USERNAME: text.optional().describe('Account of the link role at the external broker.'),
  MQTT_PASSWORD: text.optional().describe('Password of that account.'),
  PUBLIC_ORIGIN: origin
    .optional()
    .describe(
      'The address under which people open Nightjar, such as https://nvr.example.org. With https, cookies are Secure.',
    ),
  ALLOWED_ORIGINS: list(origin).describe('Further origins from which pages may make changes, with commas.'),
  TRUSTED_PROXIES: list(text).describe(
    'Addresses or ranges (CIDR) of the proxies in front, with commas. Only they may say who the client is.',
  ),
  SECRET_KEY: text
    .optional()
    .describe(
      'Encrypts the private keys in the database; at least 32 random characters. Made and kept in the data folder where left out, except with an https PUBLIC_ORIGIN and DATABASE_URL, where it is required.',
    ),
  ALLOW_WEAK_SECRET: flag.describe('1: accept a weak SECRET_KEY, for troubleshooting on this machine only.'),
})
export type Environment = z.output<typeof environmentSchema>

function splitRoles(value: string): string[] {
  return value.split(',').map(role => role.trim())
}

/** Of the other processes; they may stand in the same environment. */
const otherProcesses =
  /^NIGHTJAR_(CONTROL_PLANE|ENROLMENT_CODE|ALLOW_LOOPBACK_CAMERAS|LOOPBACK_ENDPOINTS|INTERNAL_URL|ALLOWED_ORIGINS|RELAY_INTERNAL_(HOST|PORT)|TEST_.*|REQUIRE_SERVICES|DEV_.*)$/

/** Names that look like ours but are not: most often a typing error that would otherwise be silent. */
export function unknownVariables(environment: NodeJS.ProcessEnv): string[] {
  return Object.keys(environment).filter(
    name => name.startsWith('NIGHTJAR_') && !(name in environmentSchema.shape) && !otherProcesses.test(name),
  )
}

const isLoopback = (host: string): boolean => ['127.0.0.1', '::1', 'localhost'].includes(host)

/** Rules that look at several variables at once; each sentence names the variable and the way out. */
export function crossChecks(values: Environment): string[] {
  const complaints: string[] = []
  const isPublic = values.PUBLIC_ORIGIN !== undefined || !isLoopback(values.NIGHTJAR_HOST)
  if (values.SECRET_KEY !== undefined && !isStrongSecret(values.SECRET_KEY) && (isPublic || !values.ALLOW_WEAK_SECRET))
    complaints.push(`SECRET_KEY: ${strongSecretHint}`)
  if (values.ALLOW_WEAK_SECRET && isPublic)
    complaints.push('ALLOW_WEAK_SECRET: is for troubleshooting on this machine only; unset it, or PUBLIC_ORIGIN.')
  if (values.PUBLIC_ORIGIN?.startsWith('https:') && values.SECRET_KEY === undefined && values.DATABASE_URL)
    complaints.push(`SECRET_KEY: is not set. ${strongSecretHint}`)
  const s3 = ['NIGHTJAR_S3_BUCKET', 'NIGHTJAR_S3_ACCESS_KEY_ID', 'NIGHTJAR_S3_SECRET_ACCESS_KEY'] as const
  if (values.NIGHTJAR_S3_ENDPOINT || s3.some(name => values[name]))
    for (const name of s3.filter(name => !values[name]))
      complaints.push(`${name}: is missing; the S3 archive needs it.`)
  return complaints
}
