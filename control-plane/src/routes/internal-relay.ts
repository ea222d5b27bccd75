import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { relayIdHeader, relayProofHeader } from '@nightjar/shared/live/relay-api.ts'
import { isRelayOf } from '@nightjar/shared/live/relay-identity.ts'
import type { RegisterInternal } from '../http/internal-app.ts'
import { baseOf } from '../middleware/env.ts'
import { makeRunCommand } from '../services/command/run-command.ts'
import { closeLeft } from '../services/live/close-left.ts'
import { openStream } from '../services/live/open-stream.ts'
import { redeemTicket } from '../services/live/redeem-ticket.ts'
import { announceRelay, relayGone } from '../services/relay/announce.ts'
import type { AppParts } from './parts.ts'

/** What relays may ask. A relay has a key, and no rights but these. */
export function internalRelayRoutes({ add }: RegisterInternal, { commandResults, relayFeed }: AppParts): void {
  const run = makeRunCommand(commandResults)
  add('relay', 'post', '/redeem', async c =>
    c.json(await redeemTicket(baseOf(c), await bodyOf(c.req.raw), callerOf(c.req.raw))),
  )
  add('relay', 'post', '/left', async c => {
    await closeLeft(baseOf(c), await bodyOf(c.req.raw), callerOf(c.req.raw))
    return c.body(null, 204)
  })
  add('relay', 'post', '/open', async c => {
    await openStream(baseOf(c), run, await bodyOf(c.req.raw))
    return c.body(null, 202)
  })
  add('relay', 'post', '/announce', async c => {
    await announceRelay(baseOf(c), await bodyOf(c.req.raw), callerOf(c.req.raw))
    return c.body(null, 204)
  })
  add('relay', 'get', '/changes', c => {
    const gone = new AbortController()
    const changes = relayFeed(AbortSignal.any([c.req.raw.signal, gone.signal]))
    const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' }
    const relayId = callerOf(c.req.raw)
    const ended = async () => {
      if (relayId !== null) await relayGone(baseOf(c), relayId)
    }
    return new Response(changeLines(followedBy(changes, ended), gone), { headers })
  })
}

/**
 * Which relay asks, where it proves it. All have one key, so without proof, as from relays of before, it is any of them.
 * @throws AppError `auth.forbidden` for the id of another relay.
 */
function callerOf({ headers }: Request): string | null {
  const proof = headers.get(relayProofHeader)
  if (proof === null) return null
  const id = idSchema.safeParse(headers.get(relayIdHeader)).data
  if (id === undefined || !isRelayOf(id, proof)) throw new AppError('auth.forbidden', { detail: 'another relay’s id' })
  return id
}

/** `ended` runs however it ends: read to its end, left by its reader, or broken. */
async function* followedBy<T>(source: AsyncGenerator<T>, ended: () => Promise<void>): AsyncGenerator<T> {
  try {
    yield* source
  } finally {
    await ended()
  }
}

async function bodyOf(request: Request): Promise<unknown> {
  try {
    return await request.json()
  } catch (cause) {
    throw new AppError('input.malformed-json', { cause })
  }
}

/** One line for each change; a reader that goes away ends the feed. */
function changeLines(changes: AsyncGenerator<object>, gone: AbortController): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const next = await changes.next()
      if (next.done === true) controller.close()
      else controller.enqueue(encoder.encode(`${JSON.stringify(next.value)}\n`))
    },
    cancel: async () => {
      gone.abort()
      await changes.return(undefined)
    },
  })
}
