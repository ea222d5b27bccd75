import { takeSecretsOut } from '@nightjar/shared/camera-address/take-secrets-out.ts'
import { completeAddress } from '@nightjar/shared/domain/complete-address.ts'

interface SplitAddress {
  /** Without user name and password. */
  readonly url: string
  readonly username: string | null
  readonly password: string | null
}

/**
 * Takes the credentials out of a camera's address, also where somebody left special characters of the password
 * unescaped, as camera manuals and people do.
 */
export function splitAddress(text: string): SplitAddress {
  const scheme = /^\s*([a-z][a-z0-9+.-]*:\/\/)/i.exec(text)
  if (scheme === null) return { url: text, username: null, password: null }
  const rest = text.slice(scheme[0].length)
  const end = endOfCredentials(rest)
  if (end === -1) return { url: text, username: null, password: null }
  const credentials = rest.slice(0, end)
  const colon = credentials.indexOf(':')
  return {
    url: scheme[1] + rest.slice(end + 1),
    username: decoded(colon === -1 ? credentials : credentials.slice(0, colon)),
    password: colon === -1 ? null : decoded(credentials.slice(colon + 1)),
  }
}

/**
 * What the person means, as a change of the form: with its scheme and without credentials. A field that the address
 * says nothing about stays as it is. What path or query hold moves too, and placeholders stand for it. Two pairs that
 * differ stay: the server says so.
 */
export function asMeant(text: string): { url: string; username?: string; password?: string } {
  const { url, username, password } = splitAddress(completeAddress(text))
  const [, place = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/?#]*)(.*)$/is.exec(url) ?? []
  const { target, credentials } = takeSecretsOut(rest)
  const differs =
    (username !== null && username !== credentials?.username) ||
    (password ?? credentials?.password) !== credentials?.password
  if (credentials !== null && !differs) return { url: place + target, ...credentials }
  return { url, ...(username === null ? {} : { username }), ...(password === null ? {} : { password }) }
}

/** The `@` before the host; -1 where the address has no credentials. */
function endOfCredentials(rest: string): number {
  const path = rest.search(/[/?#]/)
  const authority = path === -1 ? rest : rest.slice(0, path)
  const inAuthority = authority.lastIndexOf('@')
  if (inAuthority !== -1) return inAuthority
  // `user:pa/ss@host`: what looks like a port is none, so the slash belongs to the password.
  const looksLikePassword = /^[^:[\]]+:(?!\d*$)/.test(authority)
  return looksLikePassword ? rest.lastIndexOf('@') : -1
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
