import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import {
  type AnnounceRequest,
  type RedeemReply,
  redeemReplySchema,
  relayIdHeader,
  relayProofHeader,
} from '@nightjar/shared/live/relay-api.ts'
import { z } from 'zod'
import { bearerOf } from '../platform/bearer-key.ts'
import type { RelayOptions } from './config/options.ts'
import type { RelayPorts } from './ports.ts'

const problemSchema = z.object({ code: z.string(), detail: z.string().max(500).optional() })

/** The relay's only source of rights: the private channel to the api. */
export interface ApiClient {
  /** @throws AppError `auth.forbidden` for a ticket that is not good, `service.unavailable` when the api does not answer. */
  redeem(ticket: string): Promise<RedeemReply>
  /** Has the agent dial in with `publishTicket`. @throws AppError saying why it cannot. */
  open(stream: { cameraId: string; streamId: string; publishTicket: string }): Promise<void>
  /** Says that this relay is there. @throws AppError saying why it is not taken. */
  announce(report: AnnounceRequest): Promise<void>
  /** Says that these viewers watch no more. @throws AppError `service.unavailable`. */
  left(viewerIds: readonly string[]): Promise<void>
  /** The body of `changes`, as bytes. @throws AppError `service.unavailable`. */
  changes(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

/** @param self this relay's id and the secret that it was made of, both of its start. */
export function createApiClient(
  options: RelayOptions,
  ports: RelayPorts,
  self: { readonly relayId: string; readonly secret: string },
): ApiClient {
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await ports.fetch(`${options.internalUrl}/internal/relay/${path}`, {
        ...init,
        redirect: 'error',
        headers: {
          authorization: bearerOf(options.relayKey),
          'content-type': 'application/json',
          [relayIdHeader]: self.relayId,
          [relayProofHeader]: self.secret,
        },
      })
    } catch (cause) {
      throw new AppError('service.unavailable', { detail: `no answer from the api to ${path}`, cause })
    }
  }
  const post = (path: string, body: object) =>
    request(path, { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) })

  return {
    redeem: async ticket => {
      const response = await post('redeem', { ticket })
      if (response.ok) return readReply(response)
      const error = await problemOf(response)
      if (response.status < 500 && response.status !== 429) throw new AppError('auth.forbidden', { cause: error })
      throw error
    },
    open: async stream => {
      const response = await post('open', { ...stream, relay: options.relayAddress })
      if (!response.ok) throw await problemOf(response)
      await response.body?.cancel()
    },
    announce: async report => {
      const response = await post('announce', report)
      if (!response.ok) throw await problemOf(response)
      await response.body?.cancel()
    },
    left: async viewerIds => {
      const response = await post('left', { viewerIds })
      // An api of before has no ear for it.
      if (!response.ok && response.status !== 404) throw await problemOf(response)
      await response.body?.cancel()
    },
    changes: async signal => {
      const response = await request('changes', { method: 'GET', signal })
      if (response.ok && response.body) return response.body
      throw await problemOf(response)
    },
  }
}

async function readReply(response: Response): Promise<RedeemReply> {
  try {
    return redeemReplySchema.parse(await response.json())
  } catch (cause) {
    throw new AppError('service.unavailable', { detail: 'the api answered a redeem with something else', cause })
  }
}

/** RFC 9457: our api names the code and says why; anything else in between (a proxy, say) is just not available. */
async function problemOf(response: Response): Promise<AppError> {
  const detail = `the api answered ${response.status}`
  const parsed = problemSchema.safeParse(await response.json().catch(() => null))
  if (!parsed.success || !(parsed.data.code in errorCodes)) return new AppError('service.unavailable', { detail })
  const { code, detail: message } = parsed.data
  return new AppError(code as ErrorCode, { detail, ...(message !== undefined && { message }) })
}
