import { endpointOf, isEncrypted } from '@nightjar/shared/camera-address/stored-endpoint.ts'
import type { StreamRow } from './load-streams.ts'
import { refuseSource } from './refuse-source.ts'

type Pinned = Pick<StreamRow, 'url' | 'tlsPin'>

/**
 * The adopted key of each stream, by its address. A key belongs to a host and port: it stays when the path changes, is
 * shared by the streams there, and is forgotten when no stream goes there any more.
 * @param mainUrl whose host and port `asked` is for.
 * @param asked base64 SHA-256 of the key; null: none any more; undefined: as it was.
 * @throws AppError `camera.source-refused` for a key without an encrypted address.
 */
export function planPins(
  mainUrl: string,
  asked: string | null | undefined,
  before: readonly Pinned[],
): (url: string) => string | null {
  if (asked && !isEncrypted(mainUrl))
    throw refuseSource('/tlsPin', 'Only an rtsps:// address has a key. Leave the fingerprint out, or use rtsps://.')
  return url => {
    if (!isEncrypted(url)) return null
    if (asked !== undefined && endpointOf(url) === endpointOf(mainUrl)) return asked
    const known = before.find(stream => isEncrypted(stream.url) && endpointOf(stream.url) === endpointOf(url))
    return known?.tlsPin ?? null
  }
}
