/** A signed-in person, over HTTP only: what the rig sees is what a user could see. */
export interface ApiClient {
  readonly origin: string
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  patch<T>(path: string, body: unknown): Promise<T>
  /** The bytes behind a path or URL; redirects are followed. */
  bytes(path: string): Promise<Buffer>
}

export class ApiFailure extends Error {
  readonly status: number
  readonly body: unknown

  constructor(path: string, status: number, body: unknown) {
    super(`${path}: ${status} ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}

const timeoutMs = 30_000

/** Sets up the first administrator where there is none, signs in otherwise. @throws ApiFailure */
export async function signIn(
  origin: string,
  setupToken: string,
  username = 'rig',
  password = 'a long enough rig password',
): Promise<ApiClient> {
  let cookie = ''

  async function call(method: string, path: string, body?: unknown): Promise<Response> {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: {
        origin,
        ...(cookie ? { cookie } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const cookies = response.headers.getSetCookie().map(each => each.split(';')[0] ?? '')
    if (cookies.length) cookie = cookies.join('; ')
    if (!response.ok) throw new ApiFailure(path, response.status, await response.json().catch(() => null))
    return response
  }

  try {
    await call('POST', '/api/v1/setup', { token: setupToken, username, password })
  } catch (error) {
    // Set up already: the same data folder, started again.
    if (!(error instanceof ApiFailure) || error.status >= 500) throw error
  }
  if (!cookie) await call('POST', '/api/v1/auth/login', { username, password })

  return {
    origin,
    get: async path => (await call('GET', path)).json() as Promise<never>,
    post: async (path, body) => (await call('POST', path, body)).json() as Promise<never>,
    patch: async (path, body) => (await call('PATCH', path, body)).json() as Promise<never>,
    bytes: async path => Buffer.from(await (await call('GET', path)).arrayBuffer()),
  }
}
