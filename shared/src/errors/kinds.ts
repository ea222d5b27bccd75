/** The closed set of ways in which anything here can fail; each has one HTTP status. */
export const errorKinds = {
  'invalid-input': 422,
  unauthenticated: 401,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  'rate-limited': 429,
  /** The other side (camera, archive, agent) answered, but with a refusal or nonsense. */
  upstream: 502,
  /** Something we need is down or not there yet; trying again later makes sense. */
  unavailable: 503,
  /** The other side did not answer in time. */
  timeout: 504,
  /** Our own fault; the public sentence never says more than that. */
  internal: 500,
} as const

export type ErrorKind = keyof typeof errorKinds
