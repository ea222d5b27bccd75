import type { Config } from '../config/load.ts'

/**
 * Under which addresses our pages are open. Without configuration they are open at every address of this machine, too
 * (INSECURE_LAN): what is fetched there is no matter of an S3 server's rules and passes through us, and a socket is
 * covered by the policy's 'self'.
 */
export function pageOrigins(config: Config): string[] {
  const configured = [...(config.PUBLIC_ORIGIN ? [config.PUBLIC_ORIGIN] : []), ...config.ALLOWED_ORIGINS]
  if (configured.length > 0) return configured
  const host = config.NIGHTJAR_HOST
  const own = ['0.0.0.0', '::'].includes(host) ? [] : [host.includes(':') ? `[${host}]` : host]
  return [...new Set(['localhost', '127.0.0.1', ...own])].map(
    each => new URL(`http://${each}:${config.NIGHTJAR_PORT}`).origin,
  )
}
