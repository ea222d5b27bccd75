import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

export interface Options {
  readonly help: boolean
  /** Two virtual cameras, recorded in segments of ten seconds. */
  readonly demo: boolean
  /** Restart what changed, and change the web app in the open page. */
  readonly dev: boolean
  readonly port: number
  readonly host: string
  readonly dataDir: string
  readonly setupToken: string | null
}

export const helpText = `Nightjar: recorder at the site, console anywhere.

Usage: npm start -- [options]

  --demo     add two virtual cameras, to look around without hardware
  --dev      for development: restart what changed, change the open page
  --help     this text

Environment:
  NIGHTJAR_PORT         port of the web page and the API (8080)
  NIGHTJAR_HOST         address to listen on (127.0.0.1); anything else needs PUBLIC_ORIGIN or INSECURE_LAN=1
  NIGHTJAR_DATA_DIR     where everything is kept (./data)
  NIGHTJAR_SETUP_TOKEN  fixed setup token, for automation; at least 8 characters
  DATABASE_URL          PostgreSQL instead of the embedded database
  NIGHTJAR_S3_ENDPOINT, _BUCKET, _REGION, _ACCESS_KEY_ID, _SECRET_ACCESS_KEY, _FORCE_PATH_STYLE
                        S3-compatible archive instead of a folder
  PUBLIC_ORIGIN         the https:// address under which people open Nightjar behind a proxy
  TRUSTED_PROXIES       addresses (CIDR) of the proxies in front of it
  SECRET_KEY            at least 32 random characters; made and kept in the data folder if not set
  NIGHTJAR_ALLOW_LOOPBACK_CAMERAS=1
                        let the local agent open cameras that run on this machine (for test rigs)

The first start prints an address with a one-time token; it leads to the form for the first administrator.
Ctrl-C stops everything; the next start goes on where this one ended.`

/** @throws Error with a sentence for the person at the terminal. */
export function readOptions(args: readonly string[], environment: NodeJS.ProcessEnv): Options {
  const values = readArguments(args)
  const port = Number(environment.NIGHTJAR_PORT ?? '8080')
  if (!Number.isInteger(port) || port < 1 || port > 65535) {
    throw new Error(`NIGHTJAR_PORT is "${environment.NIGHTJAR_PORT}"; use a whole number from 1 to 65535.`)
  }
  const host = environment.NIGHTJAR_HOST ?? '127.0.0.1'
  const safe = ['127.0.0.1', '::1', 'localhost'].includes(host)
  if (!safe && !environment.PUBLIC_ORIGIN?.startsWith('https://') && environment.INSECURE_LAN !== '1') {
    throw new Error(
      `NIGHTJAR_HOST=${host} would send passwords and pictures over the network in the clear. ` +
        'Put a TLS proxy in front and set PUBLIC_ORIGIN=https://..., or accept the risk with INSECURE_LAN=1.',
    )
  }
  return {
    help: values.help ?? false,
    demo: values.demo ?? false,
    dev: values.dev ?? false,
    port,
    host,
    dataDir: resolve(environment.NIGHTJAR_DATA_DIR ?? './data'),
    setupToken: environment.NIGHTJAR_SETUP_TOKEN || null,
  }
}

function readArguments(args: readonly string[]) {
  try {
    const options = {
      help: { type: 'boolean', short: 'h' },
      demo: { type: 'boolean' },
      dev: { type: 'boolean' },
    } as const
    return parseArgs({ args: [...args], options, strict: true }).values
  } catch (error) {
    // Node's own sentence names the option.
    throw new Error(`${(error as Error).message}. "npm start -- --help" lists the options.`)
  }
}
