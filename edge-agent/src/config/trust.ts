/** How Node is told whose certificates count (its own documentation, "Environment variables"). */
const names = ['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR'] as const

/**
 * The variables by which this process trusts a certificate authority of the site's own, for the processes that it
 * starts: the recorder calls the relay, and cameras, by TLS as well.
 */
export const trustSettings = (environment: NodeJS.ProcessEnv = process.env): Record<string, string> =>
  Object.fromEntries(names.flatMap(name => (environment[name] ? [[name, environment[name]]] : [])))
