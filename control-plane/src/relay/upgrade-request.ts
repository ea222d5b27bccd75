import type { IncomingMessage } from 'node:http'

export type SocketPath = '/live' | '/publish'

export type UpgradeVerdict = { readonly path: SocketPath } | { readonly status: number; readonly why: string }

/** Sixteen bytes in base64 (RFC 6455 4.1); two headers of that name arrive joined by a comma and fail here. */
const keyPattern = /^[A-Za-z0-9+/]{22}==$/

/**
 * Judges an upgrade request by itself, at once: nothing here waits, and nothing is compared with what the request says
 * of its own address. The target must be one of two strings; `//host/live`, absolute forms and queries are neither.
 */
export function judgeUpgrade(request: IncomingMessage, allowedOrigins: readonly string[]): UpgradeVerdict {
  const { method, url: target, headers } = request
  if (target !== '/live' && target !== '/publish') return { status: 404, why: 'target' }
  if (method !== 'GET') return { status: 405, why: 'method' }
  if (headers.upgrade?.toLowerCase() !== 'websocket') return { status: 426, why: 'upgrade' }
  if (headers['sec-websocket-version'] !== '13') return { status: 426, why: 'version' }
  if (!keyPattern.test(headers['sec-websocket-key'] ?? '')) return { status: 400, why: 'key' }
  const origin = headers.origin
  if (target === '/live' && (origin === undefined || !allowedOrigins.includes(origin))) {
    return { status: 403, why: 'origin' }
  }
  // Only a browser sends an Origin, and no browser publishes.
  if (target === '/publish' && origin !== undefined) return { status: 403, why: 'origin' }
  return { path: target }
}
