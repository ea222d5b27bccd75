import type { CameraCredentials } from '../protocol/sealed-box.ts'
import { hasPlaceholder } from './placeholders.ts'

export interface ShownTarget {
  /** With placeholders where the secrets were. */
  readonly target: string
  /** What stood there, percent-decoded; null where nothing known did. */
  readonly credentials: CameraCredentials | null
}

interface Found {
  readonly at: number
  readonly text: string
  readonly placeholder: string
}

const userNames = new Set(['user', 'username', 'usr', 'usrname', 'userid', 'login', 'loginuse', 'account'])
const passwordNames = new Set(['password', 'passwd', 'passw', 'pass', 'pwd', 'psw', 'userpwd', 'usrpwd', 'loginpas'])
const basicNames = new Set(['auth', 'authbasic'])

/** `name=value` in query or path; a value ends where the next part begins. */
const parameters = /(?<=[/?&;])([a-z]+)=([^&;/?#]*)/gi

/**
 * Takes user name and password out of the path and query of a camera's address, where it is known how cameras write
 * them there: as a pair of parameters in the query (`?user=a&pwd=b`, `?loginuse=a&loginpas=b`) or in the path
 * (`/user=a&password=b&channel=1`, `/user=a_password=b_channel=1`), as a path segment (`/0/a:b/main`), or in Basic form
 * (`/cam/realmonitor?authbasic=...`, `?auth=...`).
 * @param target from the first slash on.
 */
export function takeSecretsOut(target: string): ShownTarget {
  for (const find of [inUnderscores, inSegment, inParameters, inBasic]) {
    const found = find(target)
    if (found) return found
  }
  return { target, credentials: null }
}

/** Values between underscores: a password may hold some itself. */
function inUnderscores(target: string): ShownTarget | null {
  const match = /^(\/user=)([^&/?]*?)(_password=)([^&/?]+?)(_channel=.*)$/is.exec(target)
  if (!match) return null
  const [, before = '', username = '', between = '', password = '', after = ''] = match
  if (hasPlaceholder(password)) return null
  return {
    target: `${before}{username}${between}{password}${after}`,
    credentials: { username: decode(username), password: decode(password) },
  }
}

function inSegment(target: string): ShownTarget | null {
  const match = /^(\/\d+\/)([^/:?#]+):([^/?#]+)(\/(?:main|sub)\b.*)$/is.exec(target)
  if (!match) return null
  const [, before = '', username = '', password = '', after = ''] = match
  if (hasPlaceholder(password)) return null
  return {
    target: `${before}{username}:{password}${after}`,
    credentials: { username: decode(username), password: decode(password) },
  }
}

function inParameters(target: string): ShownTarget | null {
  const user = firstOf(target, userNames, '{username}')
  const password = firstOf(target, passwordNames, '{password}')
  if (!user || !password) return null
  return {
    target: put(target, [user, password]),
    credentials: { username: decode(user.text), password: decode(password.text) },
  }
}

function inBasic(target: string): ShownTarget | null {
  const basic = firstOf(target, basicNames, '{basic}')
  const pair = basic && decodedBasic(decode(basic.text))
  const colon = pair?.indexOf(':') ?? -1
  if (!basic || !pair || colon < 1) return null
  return {
    target: put(target, [basic]),
    credentials: { username: pair.slice(0, colon), password: pair.slice(colon + 1) },
  }
}

/** The first such parameter that says something. */
function firstOf(target: string, names: ReadonlySet<string>, placeholder: string): Found | null {
  for (const match of target.matchAll(parameters)) {
    const [, name = '', text = ''] = match
    if (!names.has(name.toLowerCase()) || text === '' || hasPlaceholder(text)) continue
    return { at: match.index + name.length + 1, text, placeholder }
  }
  return null
}

const put = (target: string, found: readonly Found[]): string =>
  [...found]
    .sort((a, b) => b.at - a.at)
    .reduce(
      (text, { at, text: old, placeholder }) => text.slice(0, at) + placeholder + text.slice(at + old.length),
      target,
    )

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // People paste passwords with a bare % in them.
    return text
  }
}

/** null for what is no Base64 of printable UTF-8: then it is a token of another kind. */
function decodedBasic(text: string): string | null {
  try {
    const bytes = Uint8Array.from(atob(text), letter => letter.charCodeAt(0))
    const pair = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return /\p{Cc}/u.test(pair) ? null : pair
  } catch {
    return null
  }
}
