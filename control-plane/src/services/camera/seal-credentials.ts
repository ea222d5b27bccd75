import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import {
  type BoundBox,
  boundAssociatedData,
  boundCredentialsInfo,
  type CameraCredentials,
  type SealedBox,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
const bytesOf = (text: string) => new TextEncoder().encode(text)

/**
 * Seals a camera's user name and password to one agent (RFC 9180 base mode): from here on only that agent can read
 * them, we neither.
 * @param sealingKey the agent's raw X25519 public key, base64url.
 * @param boundTo for a command: the address without which the box does not open; empty for an agent of protocol 3 or
 *   older, whose configuration has only boxes that are bound to nothing.
 */
export const sealCredentials = (sealingKey: string, credentials: CameraCredentials, boundTo = ''): Promise<SealedBox> =>
  seal(sealingKey, sealedCredentialsInfo, credentials, bytesOf(boundTo))

/** The same, to be sent to these endpoints and no other. */
export async function sealBound(
  sealingKey: string,
  credentials: CameraCredentials,
  goodFor: Pick<BoundBox, 'endpoints' | 'fillsAddress'>,
): Promise<BoundBox> {
  const sealed = await seal(sealingKey, boundCredentialsInfo, credentials, boundAssociatedData(goodFor))
  return { ...sealed, endpoints: goodFor.endpoints, fillsAddress: goodFor.fillsAddress }
}

async function seal(
  sealingKey: string,
  info: string,
  { username, password }: CameraCredentials,
  associatedData: Uint8Array<ArrayBuffer>,
): Promise<SealedBox> {
  const raw = Uint8Array.from(Buffer.from(sealingKey, 'base64url'))
  const recipientPublicKey = await suite.kem.deserializePublicKey(raw)
  const plain = bytesOf(JSON.stringify({ username, password }))
  const sealed = await suite.seal({ recipientPublicKey, info: bytesOf(info) }, plain, associatedData)
  return {
    enc: Buffer.from(sealed.enc).toString('base64url'),
    box: Buffer.from(sealed.ct).toString('base64url'),
  }
}
