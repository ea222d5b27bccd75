import { endpointOf } from '@nightjar/shared/address-policy/endpoint.ts'
import { judgeHost } from '@nightjar/shared/address-policy/judge-host.ts'
import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import { refusalSentences } from '@nightjar/shared/address-policy/refusal.ts'
import { takeSecretsOut } from '@nightjar/shared/camera-address/take-secrets-out.ts'
import { completeAddress } from '@nightjar/shared/domain/complete-address.ts'
import type { CameraCredentials } from '@nightjar/shared/protocol/sealed-box.ts'
import { refuseSource } from './refuse-source.ts'

/** An address that may be stored and shown: the credentials are set apart. */
export interface CameraSource {
  /** `rtsp://` or `rtsps://`, never with user name or password: placeholders stand where the path or query had them. */
  readonly url: string
  /** What stood before the @, in path or query, percent-decoded; null where nothing did. */
  readonly credentials: CameraCredentials | null
}

/** Two pairs are the same. */
export const isSamePair = (a: CameraCredentials, b: CameraCredentials): boolean =>
  a.username === b.username && a.password === b.password

/** `rstsps` is an old misspelling that installations still carry (R71); `rtspx` is UniFi's word for RTSP over TLS. */
const schemes: Readonly<Record<string, 'rtsp' | 'rtsps'>> = {
  rtsp: 'rtsp',
  rtsps: 'rtsps',
  rstsps: 'rtsps',
  rtspx: 'rtsps',
}
const defaultPorts = { rtsp: 554, rtsps: 322 } as const
const maxLength = 2000

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // People paste passwords with a bare % in them.
    return text
  }
}

function credentialsOf(userinfo: string, pointer: string): CameraCredentials {
  const colon = userinfo.indexOf(':')
  const username = decode(colon < 0 ? userinfo : userinfo.slice(0, colon))
  const password = colon < 0 ? '' : decode(userinfo.slice(colon + 1))
  return checkCredentials({ username, password }, pointer, pointer)
}

/**
 * User name and password end up in RTSP header lines: a line break in them would forge a header.
 * @throws AppError `camera.source-refused` with the pointer of the field that is wrong.
 */
export function checkCredentials(
  credentials: CameraCredentials,
  usernamePointer = '/username',
  passwordPointer = '/password',
): CameraCredentials {
  const control = /\p{Cc}/u
  if (control.test(credentials.username) || credentials.username.length > 255) {
    throw refuseSource(usernamePointer, 'The user name holds characters that no camera accepts, or is too long.')
  }
  if (control.test(credentials.password) || credentials.password.length > 255) {
    throw refuseSource(passwordPointer, 'The password holds characters that no camera accepts, or is too long.')
  }
  return credentials
}

function splitAuthority(rest: string, pointer: string): { authority: string; userinfo: string | null; path: string } {
  const end = rest.search(/[/?#]/)
  // The last @ before the path wins; ? and # may stand before it where a password was pasted unescaped.
  const slash = rest.indexOf('/')
  const beforePath = slash < 0 ? rest : rest.slice(0, slash)
  const at = beforePath.lastIndexOf('@')
  if (at < 0 && end >= 0 && /^[^/?#]*:[^/?#]*\/[^?#]*@/.test(rest)) {
    // A slash inside a password would put the rest of it into the path, which is stored and shown.
    throw refuseSource(pointer, 'Write a slash in the password as %2F, or enter the password in its own field.')
  }
  const hostAndMore = rest.slice(at + 1)
  const cut = hostAndMore.search(/[/?#]/)
  return {
    userinfo: at < 0 ? null : beforePath.slice(0, at),
    authority: cut < 0 ? hostAndMore : hostAndMore.slice(0, cut),
    path: cut < 0 ? '' : hostAndMore.slice(cut),
  }
}

/**
 * What may stand as the address of a camera (R49): RTSP only, a host of the site's network only. An address without its
 * scheme is taken for rtsp://. The agent judges again, by address, each time it connects.
 *
 * @param pointer which field of the request it came from, e.g. `/url`.
 * @throws AppError `camera.source-refused`; its text never repeats the input, which may hold a password.
 */
export function parseCameraSource(typed: string, pointer: string, loopback: LoopbackAllowance): CameraSource {
  if (typed.length > maxLength) throw refuseSource(pointer, `The address is longer than ${maxLength} characters.`)
  const text = completeAddress(typed)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\x00-\x20\x7f\\"<>]/.test(text)) {
    throw refuseSource(pointer, 'The address holds a space, line break or other character that a URL cannot have.')
  }
  const match = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text)
  const scheme = match ? schemes[match[1]!.toLowerCase()] : undefined
  if (!match || !scheme) {
    throw refuseSource(pointer, 'Use an rtsp:// or rtsps:// address; files and other protocols are not read.')
  }
  const { authority, userinfo, path } = splitAuthority(match[2]!, pointer)
  const { host, port } = splitPort(authority, scheme, pointer)
  // Where the agent runs is its own to know.
  const refusal = judgeHost(host, port, { loopback, ownAddresses: [] })
  if (refusal !== null) throw refuseSource(pointer, refusalSentences[refusal])
  const shownHost = host.includes(':') ? `[${host}]` : host
  const shownPort = port === defaultPorts[scheme] ? '' : `:${port}`
  const bare = path.replace(/#.*$/s, '')
  const { target, credentials: within } = takeSecretsOut(bare.startsWith('?') ? `/${bare}` : bare)
  if (within !== null) checkCredentials(within, pointer, pointer)
  const before = userinfo === null ? null : credentialsOf(userinfo, pointer)
  if (before && within && !isSamePair(before, within)) {
    throw refuseSource(
      pointer,
      'The address holds two different pairs of user name and password; leave one of them out.',
    )
  }
  return { url: `${scheme}://${shownHost}${shownPort}${target}`, credentials: before ?? within }
}

/** Of a stored address, which {@link parseCameraSource} has made. */
export function endpointOfUrl(url: string): string {
  const match = /^(rtsps?):\/\/([^/]*)/.exec(url)
  const scheme = match?.[1] === 'rtsps' ? 'rtsps' : 'rtsp'
  return endpointOf({ scheme, ...splitPort(match?.[2] ?? '', scheme, '/url') })
}

function splitPort(authority: string, scheme: 'rtsp' | 'rtsps', pointer: string): { host: string; port: number } {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?))(?::(\d{1,5}))?$/i.exec(authority)
  if (!match) throw refuseSource(pointer, 'The host name or port is not valid.')
  const port = match[3] === undefined ? defaultPorts[scheme] : Number(match[3])
  if (port < 1 || port > 65_535) throw refuseSource(pointer, 'The port must be between 1 and 65535.')
  return { host: (match[1] ?? match[2]!).toLowerCase().replace(/\.$/, ''), port }
}
