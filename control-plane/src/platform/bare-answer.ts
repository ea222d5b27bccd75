/** What every answer carries, whoever gives it (R101, R102); pages get a wider policy of their own. */
const headers = [
  'X-Content-Type-Options: nosniff',
  'Referrer-Policy: no-referrer',
  'X-Frame-Options: DENY',
  'Cross-Origin-Resource-Policy: same-origin',
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
]

/** {@link bareAnswer}'s headers for answers that a framework writes. */
export const bareHeaders: Readonly<Record<string, string>> = Object.fromEntries(
  headers.map(line => line.split(': ', 2) as [string, string]),
)

/**
 * An HTTP answer without a body, for what never gets as far as the application: broken requests and refused upgrades.
 * @param status e.g. `404 Not Found`. @param more further header lines.
 */
export const bareAnswer = (status: string, more: readonly string[] = []): string =>
  `${[`HTTP/1.1 ${status}`, 'Connection: close', 'Content-Length: 0', ...headers, ...more].join('\r\n')}\r\n\r\n`
