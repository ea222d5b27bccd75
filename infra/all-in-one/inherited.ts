/** What any program needs to find its files, its language and the network. Nothing here is a key of Nightjar's. */
const everywhere = new Set([
  'PATH',
  'HOME',
  'TZ',
  'TMPDIR',
  'LANG',
  'LANGUAGE',
  'NODE_ENV',
  'NODE_DEBUG',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'NODE_USE_ENV_PROXY',
  'NODE_V8_COVERAGE',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
])
// Proxies are spelt either way.
const everywherePattern = /^(LC_\w+|(http|https|no|all)_proxy)$/i

/**
 * The part of the supervisor's environment that a process of its own would have on its own machine: no bucket key, no
 * database address, no setup token (no keys on site). A list of what may pass, so that a secret nobody thought of does
 * not. `names`: variables that this process reads itself.
 */
export function inherited(environment: NodeJS.ProcessEnv, names: readonly string[] = []): Record<string, string> {
  const passes = (name: string) => everywhere.has(name) || everywherePattern.test(name) || names.includes(name)
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && passes(entry[0]),
    ),
  )
}
