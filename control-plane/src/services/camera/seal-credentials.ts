import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from '@hpke/core'
import { type CameraCredentials, type SealedBox, sealedCredentialsInfo } from '@nightjar/shared/protocol/sealed-box.ts'

const suite = new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })

/**
 * Seals a camera's user name and password to one agent (RFC 9180 base mode): from here on only that agent can read
 * them, we neither.
 * @param sealingKey the agent's raw X25519 public key, base64url.
 * @param boundTo for a command: the address without which the box does not open; empty for the signed configuration.
 */
export async function sealCredentials(
  sealingKey: string,
  credentials: CameraCredentials,
  boundTo = '',
): Promise<SealedBox> {
  const raw = Uint8Array.from(Buffer.from(sealingKey, 'base64url'))
  const recipientPublicKey = await suite.kem.deserializePublicKey(raw)
  const sealed = await suite.seal(
    { recipientPublicKey, info: new TextEncoder().encode(sealedCredentialsInfo) },
    new TextEncoder().encode(JSON.stringify({ username: credentials.username, password: credentials.password })),
    new TextEncoder().encode(boundTo),
  )
  return {
    enc: Buffer.from(sealed.enc).toString('base64url'),
    box: Buffer.from(sealed.ct).toString('base64url'),
  }
}
