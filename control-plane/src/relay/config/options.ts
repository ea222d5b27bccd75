import { type LogLevel, logLevelSchema } from '@nightjar/shared/domain/log-level.ts'
import { liveAddressSchema } from '@nightjar/shared/live/relay-api.ts'
import { relayAddressSchema } from '@nightjar/shared/protocol/config/relays.ts'
import { z } from 'zod'
import { isOrigin } from '../../config/origin.ts'
import { readProxies } from '../../config/proxies.ts'
import type { Cidr } from '../../platform/client-address.ts'

const port = z.coerce.number().int().min(0).max(65535)

/** Everything the relay takes from its environment; the only place of the relay that reads it. */
export const environmentSchema = z.object({
  NIGHTJAR_RELAY_HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on for viewers and agents.'),
  NIGHTJAR_RELAY_PORT: port.default(8081).describe('Port for viewers (/live) and agents (/publish).'),
  NIGHTJAR_RELAY_INTERNAL_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address of the internal port; only the api may reach it.'),
  NIGHTJAR_RELAY_INTERNAL_PORT: port
    .default(8082)
    .describe('Port on which the api fetches transfers and asks for health.'),
  NIGHTJAR_INTERNAL_URL: z
    .url({ protocol: /^https?$/, error: "set it to the api's internal address" })
    .describe("The api's internal address."),
  NIGHTJAR_RELAY_KEY: z
    .string()
    .min(32, 'set it to the key that the api knows, at least 32 characters')
    .describe('The key that the api knows, at least 32 characters.'),
  NIGHTJAR_ALLOWED_ORIGINS: z
    .string()
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.string().refine(isOrigin, 'each must be an origin such as https://nvr.example.org')).min(1))
    .describe('Origins of the pages that may open /live, with commas, compared letter by letter.'),
  NIGHTJAR_RELAY_ADDRESS: relayAddressSchema
    .default('/publish')
    .describe('What agents are told to dial to reach this relay; one of the relays of their configuration.'),
  NIGHTJAR_RELAY_LIVE_ADDRESS: liveAddressSchema
    .default('/live')
    .describe('Where viewers reach this relay: /live at the address of the page, or a ws:// or wss:// address.'),
  NIGHTJAR_RELAY_INTERNAL_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "This relay's internal port as the api reaches it, such as http://relay:8083. Left out, NIGHTJAR_RELAY_INTERNAL_HOST and the port.",
    ),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform(text =>
      text
        .split(',')
        .map(part => part.trim())
        .filter(Boolean),
    )
    .describe(
      'Addresses or ranges (CIDR) of what pipes /live and /publish to this relay, with commas: your proxy, or the control plane. Only they may say who the client is.',
    ),
  NIGHTJAR_LOG_LEVEL: logLevelSchema.default('info').describe('How much is logged.'),
})

export interface RelayOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly internalHost: string
  readonly internalPort: number
  /** Of the api's internal port, without a trailing slash. */
  readonly internalUrl: string
  readonly relayKey: string
  /** A viewer's Origin must be one of these, letter by letter. */
  readonly allowedOrigins: readonly string[]
  /** What agents are told to dial. */
  readonly relayAddress: string
  /** What viewers are told to dial. */
  readonly liveAddress: string
  /** Peers that say whom they pipe for. */
  readonly trustedProxies: readonly Cidr[]
  /** Our internal port as the api reaches it; null: at `internalHost`. */
  readonly ownInternalUrl: string | null
}

/** @throws Error with one sentence for each variable that is wrong. */
export function readRelayOptions(environment: NodeJS.ProcessEnv = process.env): RelayOptions & { logLevel: LogLevel } {
  const parsed = environmentSchema.safeParse(environment)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map(issue => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const values = parsed.data
  if (['0.0.0.0', '::'].includes(values.NIGHTJAR_RELAY_INTERNAL_HOST) && !values.NIGHTJAR_RELAY_INTERNAL_URL)
    throw new Error(
      'NIGHTJAR_RELAY_INTERNAL_URL: set it to the address under which the api reaches the internal port, such as http://relay:8083.',
    )
  return {
    host: values.NIGHTJAR_RELAY_HOST,
    port: values.NIGHTJAR_RELAY_PORT,
    internalHost: values.NIGHTJAR_RELAY_INTERNAL_HOST,
    internalPort: values.NIGHTJAR_RELAY_INTERNAL_PORT,
    internalUrl: values.NIGHTJAR_INTERNAL_URL.replace(/\/+$/, ''),
    relayKey: values.NIGHTJAR_RELAY_KEY,
    allowedOrigins: values.NIGHTJAR_ALLOWED_ORIGINS,
    relayAddress: values.NIGHTJAR_RELAY_ADDRESS,
    liveAddress: values.NIGHTJAR_RELAY_LIVE_ADDRESS,
    ownInternalUrl: values.NIGHTJAR_RELAY_INTERNAL_URL ?? null,
    trustedProxies: readProxies(values.TRUSTED_PROXIES),
    logLevel: values.NIGHTJAR_LOG_LEVEL,
  }
}
