/**
 * For `JSON.parse`: what PostgreSQL stores in no text (NUL) or takes in no JSON (half a surrogate pair) becomes U+FFFD, so
 * that one such character in a camera's words does not make a message fail again and again. What is signed no longer
 * holds then, and is refused for that. A member `__proto__` is left out: no message of ours has one, and what handles
 * objects does not agree on what it means.
 */
export const storable = (key: string, value: unknown): unknown => {
  if (key === '__proto__') return undefined
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD').toWellFormed() : value
}
