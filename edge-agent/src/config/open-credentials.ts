import type { KeyObject, webcrypto } from 'node:crypto'
import { mayGoTo } from '@nightjar/shared/address-policy/endpoint.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import {
  type BoundBox,
  boundAssociatedData,
  boundCredentialsInfo,
  type CameraCredentials,
  cameraCredentialsSchema,
  type SealedBox,
  sealedCredentialsInfo,
} from '@nightjar/shared/protocol/sealed-box.ts'

/**
 * Opens what was sealed to this agent (RFC 9180, base mode).
 *
 * @param boundTo for a command: the address it names, for which the box was made; empty for the section `credentials`.
 * @throws AppError `camera.password-unreadable` when it was sealed to another key or for something else.
 */
export const openCredentials = (sealed: SealedBox, sealingKey: KeyObject, boundTo = ''): Promise<CameraCredentials> =>
  open(sealed, sealingKey, sealedCredentialsInfo, new TextEncoder().encode(boundTo))

/**
 * Opens a bound box for these endpoints.
 *
 * @param wanted of the camera's streams, as `endpointOf` writes them.
 * @throws AppError `camera.password-elsewhere` when it was not made for one of them, and as {@link openCredentials}.
 */
export async function openBound(
  box: BoundBox,
  sealingKey: KeyObject,
  wanted: readonly string[],
): Promise<CameraCredentials> {
  refuseElsewhere(box.endpoints, wanted)
  return open(box, sealingKey, boundCredentialsInfo, boundAssociatedData(box))
}

/** @throws AppError `camera.password-elsewhere` */
export function refuseElsewhere(entered: readonly string[], wanted: readonly string[]): void {
  if (wanted.every(endpoint => mayGoTo(entered, endpoint))) return
  throw new AppError('camera.password-elsewhere', {
    message: 'The password was entered for another address; enter it again.',
  })
}

async function open(
  { enc, box }: SealedBox,
  sealingKey: KeyObject,
  info: string,
  associatedData: Uint8Array<ArrayBuffer>,
): Promise<CameraCredentials> {
  const suite = await loadSuite()
  try {
    const recipientKey = await suite.kem.importKey(
      'jwk',
      sealingKey.export({ format: 'jwk' }) as webcrypto.JsonWebKey,
      false,
    )
    const plain = await suite.open(
      { recipientKey, enc: bytesOf(enc), info: new TextEncoder().encode(info) },
      bytesOf(box),
      associatedData,
    )
    return cameraCredentialsSchema.parse(JSON.parse(Buffer.from(plain).toString('utf8')))
  } catch (error) {
    throw new AppError('camera.password-unreadable', {
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
