import { AppError } from '@nightjar/shared/errors/app-error.ts'

export interface Credentials {
  readonly username: string
  readonly password: string
}

/** A camera's address with the credentials set apart, so that what is logged or sent as a URL never carries them. */
export interface CameraUrl {
  readonly scheme: 'rtsp' | 'rtsps'
  /** Name or IP literal, lower case, IPv6 without brackets. */
  readonly host: string
  readonly port: number
  /** Path and query exactly as the person typed them, starting with `/`. */
  readonly path: string
  readonly credentials: Credentials | null
}

/** `rstsps` is an old misspelling that installations still carry; `rtspx` is UniFi's word for RTSP over TLS. */
const schemes: Record<string, 'rtsp' | 'rtsps'> = { rtsp: 'rtsp', rtsps: 'rtsps', rstsps: 'rtsps', rtspx: 'rtsps' }
const defaultPorts = { rtsp: 554, rtsps: 322 } as const
const maxUrlLength = 2048

function refuse(message: string): AppError {
  return new AppError('camera.source-refused', { message, fields: [{ pointer: '/url', detail: message }] })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function parseUserinfo(text: string): Credentials {
  const colon = text.indexOf(':')
  if (colon < 0) return { username: decode(text), password: '' }
  return { username: decode(text.slice(0, colon)), password: decode(text.slice(colon + 1)) }
}

function parseHostPort(text: string, scheme: 'rtsp' | 'rtsps'): { host: string; port: number } {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?))(?::(\d{1,5}))?$/i.exec(text)
  if (!match) throw refuse('The host name or port is not valid.')
  const port = match[3] === undefined ? defaultPorts[scheme] : Number(match[3])
  if (port < 1 || port > 65535) throw refuse('The port must be between 1 and 65535.')
  return { host: (match[1] ?? match[2] ?? '').toLowerCase().replace(/\.$/, ''), port }
}

/**
 * Parses what a person typed or a camera's configuration holds.
 * @throws AppError `camera.source-refused` for another scheme or an address that is not well formed; the text of the
 * error never repeats the input, which may hold a password.
 */
export function parseCameraUrl(text: string): CameraUrl {
  const trimmed = text.trim()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (trimmed.length > maxUrlLength || /[\x00-\x20\x7f\\"<>]/.test(trimmed)) {
    throw refuse('The address holds characters that a URL cannot have.')
  }
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(trimmed)
  const scheme = match && schemes[match[1]!.toLowerCase()]
  if (!match || !scheme) throw refuse('Use an rtsp:// or rtsps:// address.')
  const rest = match[2]!
  const slash = rest.indexOf('/')
  const beforePath = slash < 0 ? rest : rest.slice(0, slash)
  // The last @ wins, and ? or # may stand before it: people paste passwords without escaping them.
  const at = beforePath.lastIndexOf('@')
  const hostAndQuery = beforePath.slice(at + 1)
  const queryAt = hostAndQuery.search(/[?#]/)
  const { host, port } = parseHostPort(queryAt < 0 ? hostAndQuery : hostAndQuery.slice(0, queryAt), scheme)
  const path = (queryAt < 0 ? '' : `/${hostAndQuery.slice(queryAt)}`) + (slash < 0 ? '' : rest.slice(slash))
  return {
    scheme,
    host,
    port,
    path: path.replace(/#.*$/s, '') || '/',
    credentials: at < 0 ? null : parseUserinfo(beforePath.slice(0, at)),
  }
}

/** `host` or `[host]` with the port where it is not the scheme's own. */
export function formatAuthority(url: CameraUrl): string {
  const host = url.host.includes(':') ? `[${url.host}]` : url.host
  return url.port === defaultPorts[url.scheme] ? host : `${host}:${url.port}`
}

/** Where an address leads, without its path. */
export const formatOrigin = (url: CameraUrl): string => `${url.scheme}://${formatAuthority(url)}`

/** The address as it goes on the wire and into logs: never with credentials. */
export function formatCameraUrl(url: CameraUrl): string {
  return `${formatOrigin(url)}${url.path}`
}
