import type { CameraCredentials } from '../protocol/sealed-box.ts'

/**
 * What stands in a stored address in the place of what was entered there; the agent puts it in when it connects. Braces
 * cannot stand in a URL (RFC 3986 2), so no camera means them. `{basic}` is user name and password as in HTTP's Basic
 * scheme (RFC 7617 2).
 */
const pattern = /\{(username|password|basic)\}/g

export const hasPlaceholder = (address: string): boolean => address.search(pattern) >= 0

/** The address as the camera wants it. It is a secret from here on: for the wire alone. */
export function fillPlaceholders(address: string, { username, password }: CameraCredentials): string {
  const basic = () => btoa(String.fromCharCode(...new TextEncoder().encode(`${username}:${password}`)))
  return address.replace(pattern, (_, name: 'username' | 'password' | 'basic') =>
    escaped({ username: () => username, password: () => password, basic }[name]()),
  )
}

/**
 * Only what would end the value or break the request line: many cameras compare such values without decoding them, so
 * that everything else has to be as it was typed.
 */
const escaped = (value: string): string => value.replace(/[^!$'()*,.:;=@~\w-]/gu, encodeUnit)

/** A lone surrogate has no UTF-8: U+FFFD takes its place. */
const encodeUnit = (character: string): string => encodeURIComponent(character.toWellFormed())
