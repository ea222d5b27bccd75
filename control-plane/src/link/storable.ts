/**
 * For `JSON.parse`: what PostgreSQL stores in no text (NUL) or takes in no JSON (half a surrogate pair) becomes U+FFFD, so
 * that one such character in a camera's words does not make a message fail again and again. What is signed no longer
 * holds then, and is refused for that.
 */
export const storable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value
