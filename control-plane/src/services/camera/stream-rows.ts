import type { StreamRole } from '@nightjar/shared/domain/camera.ts'
import type { Context } from '../../context/context.ts'
import type { Tx } from '../../db/client.ts'
import { streams } from '../../db/schema/streams.ts'

export interface StreamPlan {
  readonly url: string
  readonly roles: StreamRole[]
  readonly place: number
}

/** What the streams of a camera are used for: the smaller one, where there is one, takes over live tiles. */
export const planStreams = (sources: { url: string; liveUrl: string | null }): StreamPlan[] =>
  sources.liveUrl === null
    ? [{ url: sources.url, roles: ['record', 'detect', 'live'], place: 0 }]
    : [
        { url: sources.url, roles: ['record', 'detect'], place: 0 },
        { url: sources.liveUrl, roles: ['live'], place: 1 },
      ]

export async function insertStream(
  tx: Tx,
  context: Context,
  cameraId: string,
  plan: StreamPlan,
  transport: 'tcp' | 'udp',
): Promise<void> {
  const { organisationId } = context.actor
  await tx.insert(streams).values({ id: context.ids.next(), organisationId, cameraId, ...plan, transport })
}
