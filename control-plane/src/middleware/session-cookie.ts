import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { AppEnv } from './env.ts'

/** `__Host-` makes browsers insist on Secure, Path=/ and no Domain (RFC 6265bis 4.1.3.2); plain HTTP cannot have it. */
const nameFor = (secure: boolean): string => (secure ? '__Host-sid' : 'nj_sid')

const attributes = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'Lax', secure }) as const

/** Only the shape of our own tokens passes: 256 bits in base64url. */
export function readSessionCookie(c: Context<AppEnv>, secure: boolean): string | undefined {
  const value = getCookie(c, nameFor(secure))
  return value && /^[A-Za-z0-9_-]{43}$/.test(value) ? value : undefined
}

export const writeSessionCookie = (c: Context<AppEnv>, secure: boolean, token: string, maxAgeSeconds: number): void =>
  setCookie(c, nameFor(secure), token, { ...attributes(secure), maxAge: maxAgeSeconds })

export const clearSessionCookie = (c: Context<AppEnv>, secure: boolean): void => {
  deleteCookie(c, nameFor(secure), attributes(secure))
}
