import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import type { ApiRequest, ControlPlaneApi } from '@nightjar/edge-agent/api/control-plane-api.ts'
import type { TokenSource } from '@nightjar/edge-agent/api/token-source.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ErrorCode } from '@nightjar/shared/errors/codes.ts'

/** The agent's way to the routes of a control plane in this process, in place of a socket. */
export function inProcessApi(harness: Harness, bearer: string): { api: ControlPlaneApi; tokens: TokenSource } {
  async function answerTo({ method, path, json }: ApiRequest): Promise<Response> {
    const response = await harness.request(method, path, { bearer, body: json })
    if (response.ok) return response
    const { code } = (await response.json()) as { code: ErrorCode }
    throw new AppError(code, { detail: `${method} ${path}: ${response.status}` })
  }
  const api: ControlPlaneApi = {
    origin: 'http://localhost:8080',
    call: async (request, reply) => reply.parse(await (await answerTo(request)).json()),
    fetchIfChanged: async () => null,
    put: async request => void (await answerTo(request)),
  }
  const token = { accessToken: bearer, expiresAtMs: Number.MAX_SAFE_INTEGER, mqtt: null }
  return { api, tokens: { get: async () => token } as unknown as TokenSource }
}
