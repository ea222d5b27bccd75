import { join } from 'node:path'
import { relayAddressSchema } from '@nightjar/shared/protocol/agent-config.ts'
import { z } from 'zod'
import { isStrongSecret, strongSecretHint } from './secret-strength.ts'

const port = z.coerce.number().int().min(0).max(65535)
const text = z.string().trim().min(1)
const isOrigin = (value: string): boolean => URL.canParse(value) && new URL(value).origin === value
const origin = text.refine(isOrigin, 'use an origin such as https://nvr.example.org, without a path or a final slash')
const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .default('')
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

export const roleNames = ['api', 'link', 'broker'] as const
export type RoleName = (typeof roleNames)[number]

/** Everything the control plane takes from its environment; docs/ref/config.md says the same for people. */
export const environmentSchema = z.object({
  NIGHTJAR_ROLES: z
    .string()
    .default(roleNames.join())
    .transform(splitRoles)
    .pipe(z.array(z.enum(roleNames)).min(1)),
  NIGHTJAR_HOST: text.default('127.0.0.1'),
  NIGHTJAR_PORT: port.default(8080),
  NIGHTJAR_INTERNAL_PORT: port.default(8083),
  NIGHTJAR_DATA_DIR: text.default('./data'),
  /** The built web app. */
  NIGHTJAR_WEB_DIR: text.default(join(import.meta.dirname, '..', '..', '..', 'web', 'dist')),
  NIGHTJAR_SETUP_TOKEN: text.min(8, 'use at least 8 characters').max(200).optional(),
  NIGHTJAR_RELAY_KEY: text.min(32, 'use at least 32 characters').optional(),
  NIGHTJAR_LOCAL_KEY: text.min(32, 'use at least 32 characters').optional(),
  NIGHTJAR_RELAY_HOST: text.default('127.0.0.1'),
  NIGHTJAR_RELAY_PORT: port.default(8081),
  /** Where transfers are fetched and the relay's health is asked; left out, there is no relay. */
  NIGHTJAR_RELAY_INTERNAL_URL: z.url({ protocol: /^https?$/ }).optional(),
  /** What agents are told to dial: `/publish` at our own origin, or a ws:// or wss:// address. */
  NIGHTJAR_RELAY_ADDRESS: relayAddressSchema.default('/publish'),
  /** The all-in-one has an agent of its own: it counts for `GET /healthz`. */
  NIGHTJAR_LOCAL_AGENT: flag,
  NIGHTJAR_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  NIGHTJAR_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  /** Where agents and browsers reach the same server, when that is another address. */
  NIGHTJAR_S3_PUBLIC_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  NIGHTJAR_S3_BUCKET: text.optional(),
  NIGHTJAR_S3_REGION: text.default('us-east-1'),
  NIGHTJAR_S3_ACCESS_KEY_ID: text.optional(),
  NIGHTJAR_S3_SECRET_ACCESS_KEY: text.optional(),
  NIGHTJAR_S3_FORCE_PATH_STYLE: flag,
  /** Make the bucket where it is missing. */
  NIGHTJAR_S3_CREATE_BUCKET: flag,
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: 'use an address such as postgresql://user@host/database' })
    .optional(),
  MQTT_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }).optional(),
  /** Where agents reach the same broker, when that is another address. */
  MQTT_PUBLIC_URL: z.url({ protocol: /^(mqtts?|wss?)$/ }).optional(),
  /** `accounts`: Mosquitto with dynamic security. `tokens`: a broker that reads the `acl` claim of tokens. */
  MQTT_RIGHTS: z.enum(['accounts', 'tokens']).default('accounts'),
  MQTT_USERNAME: text.optional(),
  MQTT_PASSWORD: text.optional(),
  PUBLIC_ORIGIN: origin.optional(),
  ALLOWED_ORIGINS: list(origin),
  TRUSTED_PROXIES: list(text),
  SECRET_KEY: text.optional(),
  ALLOW_WEAK_SECRET: flag,
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
