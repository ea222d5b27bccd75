import type { KeyObject, webcrypto } from 'node:crypto'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import {
  type CameraCredentials,
  cameraCredentialsSchema,
  type SealedBox,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'

const info = new TextEncoder().encode(sealedCredentialsInfo)

/**
 * Opens what was sealed to this agent (RFC 9180, base mode).
 *
 * @param boundTo for a command: the address it names, for which the box was made; empty for the signed configuration.
 * @throws AppError input.invalid when it was sealed to another key; the credentials must then be entered again.
 */
export async function openCredentials(
  sealed: SealedBox,
  sealingKey: KeyObject,
  boundTo = '',
): Promise<CameraCredentials> {
  const suite = await loadSuite()
  try {
    const recipientKey = await suite.kem.importKey(
      'jwk',
      sealingKey.export({ format: 'jwk' }) as webcrypto.JsonWebKey,
      false,
    )
    const plain = await suite.open(
      { recipientKey, enc: bytesOf(sealed.enc), info: info.buffer as ArrayBuffer },
      bytesOf(sealed.box),
      new TextEncoder().encode(boundTo),
    )
    return cameraCredentialsSchema.parse(JSON.parse(Buffer.from(plain).toString('utf8')))
  } catch (error) {
    throw new AppError('input.invalid', {
      message: 'The password of the camera cannot be read by this agent; enter it again.',
      detail: error instanceof Error ? error.name : 'unknown',
    })
  }
}

function bytesOf(base64url: string): ArrayBuffer {
  return new Uint8Array(Buffer.from(base64url, 'base64url')).buffer
}

/** Loaded when there is something to open. */
async function loadSuite() {
  const { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } = await import('@hpke/core')
  return new CipherSuite({ kem: new DhkemX25519HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes256Gcm() })
}
