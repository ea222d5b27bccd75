import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import type { Random } from './random.ts'

/** Where a sealed value lives; bound to it, so that it opens nowhere else. */
export interface SecretPlace {
  readonly table: string
  readonly row: string
  readonly column: string
}

/** Secrets at rest and keys derived from SECRET_KEY, each for one purpose. */
export interface SecretBox {
  /** 32 bytes for `label`; the same for the same SECRET_KEY. */
  deriveKey(label: string): Uint8Array<ArrayBuffer>
  /** AES-256-GCM; text `v1.<base64url of nonce, cipher text and tag>`. */
  seal(place: SecretPlace, plain: Uint8Array): string
  /** @throws Error where the key, the place or the text is another. */
  open(place: SecretPlace, sealed: string): Uint8Array<ArrayBuffer>
}

const nonceLength = 12
const tagLength = 16

const additionalData = ({ table, row, column }: SecretPlace) => Buffer.from(JSON.stringify([table, row, column]))

/** @param secretKey high-entropy text of at least 32 characters. */
export function makeSecretBox(secretKey: string, random: Random): SecretBox {
  const deriveKey = (label: string) =>
    new Uint8Array(hkdfSync('sha256', Buffer.from(secretKey), Buffer.alloc(0), `nightjar ${label} v1`, 32))
  const dataKey = deriveKey('data')
  return {
    deriveKey,
    seal: (place, plain) => {
      const nonce = random.bytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', dataKey, nonce, { authTagLength: tagLength })
      cipher.setAAD(additionalData(place))
      return `v1.${Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url')}`
    },
    open: (place, sealed) => {
      const bytes = Buffer.from(sealed.replace(/^v1\./, ''), 'base64url')
      if (!sealed.startsWith('v1.') || bytes.length < nonceLength + tagLength) throw new Error('not a sealed value')
      const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, nonceLength), {
        authTagLength: tagLength,
      })
      decipher.setAAD(additionalData(place))
      decipher.setAuthTag(bytes.subarray(-tagLength))
      return Uint8Array.from(
        Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]),
      )
    },
  }
}
