import { type Cidr, parseCidr } from '../platform/client-address.ts'

/** Addresses or ranges of trusted proxies. @throws Error with a sentence that names the setting. */
export function readProxies(values: readonly string[]): Cidr[] {
  return values.map(value => {
    try {
      return parseCidr(value)
    } catch {
      throw new Error(`TRUSTED_PROXIES: "${value}" is no address and no range such as 10.0.0.0/8.`)
    }
  })
}
