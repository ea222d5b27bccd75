import { and, eq, gte } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { relays } from '../../db/schema/relays.ts'
import { relaysFor } from './choose-relay.ts'

export type RelayRow = typeof relays.$inferSelect

/** A relay that has not renewed its row for so long is gone: three renewals, ms. */
export const relaySilenceMs = 9_000

/** Relays that are there and take newcomers, best first for the camera. Empty where there is none. */
export async function loadRelaysFor(
  context: Pick<BaseContext, 'db' | 'clock'>,
  cameraId: string,
): Promise<readonly RelayRow[]> {
  return relaysFor(await loadRelays(context), cameraId)
}

/** Relays that are there and take newcomers, in no order. */
export const loadRelays = (context: Pick<BaseContext, 'db' | 'clock'>): Promise<RelayRow[]> =>
  context.db
    .select()
    .from(relays)
    .where(and(eq(relays.draining, false), gte(relays.lastSeenAtMs, context.clock.wallMs() - relaySilenceMs)))
