import { z } from 'zod'

const stateSchema = z.object({
  setupRequired: z.boolean(),
  agents: z.array(z.object({ id: z.string(), state: z.string() })),
})

/** The control plane's private door for its own host: the same verbs as the public API, as actor `cli`. */
export function createLocalApi(origin: string, key: string) {
  async function call(method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    })
    const reply: unknown = await response.json()
    if (!response.ok) throw new Error(`${path}: ${(reply as { detail?: string }).detail ?? response.status}`)
    return reply
  }
  return {
    state: async () => stateSchema.parse(await call('GET', '/internal/local/state')),
    enrolmentCode: async () =>
      z.object({ code: z.string() }).parse(await call('POST', '/internal/local/enrolment', {})).code,
    addCamera: (camera: unknown) => call('POST', '/internal/local/cameras', camera),
  }
}
export type LocalApi = ReturnType<typeof createLocalApi>
