import type { StreamRole, TransportChoice } from '@nightjar/shared/domain/camera.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { streams } from '../../db/schema/streams.ts'

export interface StreamPlan {
  readonly url: string
  readonly roles: StreamRole[]
  readonly place: number
  readonly tlsPin: string | null
}

/** What the streams of a camera are used for: the smaller one, where there is one, takes over live tiles. */
export function planStreams(
  { url, liveUrl }: { url: string; liveUrl: string | null },
  pinOf: (url: string) => string | null,
): StreamPlan[] {
  const main = { url, place: 0, tlsPin: pinOf(url) }
  if (liveUrl === null) return [{ ...main, roles: ['record', 'detect', 'live'] }]
  return [
    { ...main, roles: ['record', 'detect'] },
    { url: liveUrl, roles: ['live'], place: 1, tlsPin: pinOf(liveUrl) },
  ]
}

export async function insertStream(
  tx: Tx,
  context: Context,
  cameraId: string,
  plan: StreamPlan,
  transport: TransportChoice,
): Promise<void> {
  const { organisationId } = context.actor
  await tx.insert(streams).values({ id: context.ids.next(), organisationId, cameraId, ...plan, transport })
}
