import { hasPlaceholder } from './placeholders.ts'
import { takeSecretsOut } from './take-secrets-out.ts'

const suspicious = /pas(s|$)|pwd|psw|token|auth|secret|credential|session|api-?key/i
const parameters = /(?<=[/?&;_])([\w-]+?)=([^&;/?#]*)/gi

/**
 * Parts of an address that look like a secret of a kind that we cannot take out: it would be stored and shown with the
 * address.
 * @param address without what {@link takeSecretsOut} knows.
 * @returns names of parameters, and `user:password@` for what looks like it in path or query; never a value.
 */
export function suspiciousParts(address: string): string[] {
  const target = targetOf(address)
  const names = [...target.matchAll(parameters)]
    .filter(([, name = '', value = '']) => suspicious.test(name) && value !== '' && !hasPlaceholder(value))
    .map(([, name = '']) => name)
  const userInfo = /[^/?&=:]+:[^/?&=@]+@/.test(target) ? ['user:password@'] : []
  return [...new Set([...names, ...userInfo])]
}

const targetOf = (address: string): string => address.replace(/^[a-z]+:\/\/[^/?#]*/i, '')

/** What a person is told of an address that is stored; one from before secrets were taken out may hold a known one. */
export const storedWarnings = (address: string): string[] =>
  takeSecretsOut(targetOf(address)).credentials === null
    ? addressWarnings(address)
    : [
        'The address holds a password that is stored with it. Edit the camera and enter the address again to have it sealed.',
      ]

/** What a person is told of an address, one sentence for each part. */
export const addressWarnings = (address: string): string[] =>
  suspiciousParts(address).map(
    part =>
      `"${part}" in the address looks like a secret. It would be stored and shown with the address: leave it out if the camera does without, or use an account that may do little.`,
  )
