import { createHash, timingSafeEqual } from 'node:crypto'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** The header with which a key is shown. */
export const bearerOf = (key: string): string => `Bearer ${key}`

/**
 * Judges `Authorization` headers against one key, in the same time whatever the difference and whatever the length.
 * @param key undefined: nobody may come.
 */
export function makeBearerCheck(key: string | undefined): (header: string | undefined) => boolean {
  const expected = key ? digest(bearerOf(key)) : null
  return header => timingSafeEqual(digest(header ?? ''), expected ?? digest('')) && expected !== null
}
