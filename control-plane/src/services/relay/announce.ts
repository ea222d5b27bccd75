import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { announceRequestSchema } from '@nightjar/shared/live/relay-api.ts'
import { eq, lt } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { relays } from '../../db/schema/relays.ts'

/** Rows of relays that ended without a word are kept this long, for whoever looks for them, ms. */
const keptMs = 3_600_000

/**
 * A relay says that it is there, how much it carries, and whether it takes newcomers.
 * @throws AppError `auth.forbidden` for addresses that are not in our settings: who holds a relay's key must not be able
 * to lead viewers or agents elsewhere.
 */
export async function announceRelay(base: BaseContext, input: unknown): Promise<void> {
  const { relayId: id, ...said } = parse(announceRequestSchema, input)
  const { relays: known, liveAddresses } = base.fleet
  if (!known.includes(said.publishAddress) || !liveAddresses.includes(said.liveAddress))
    throw new AppError('auth.forbidden', {
      message: 'The addresses of this relay are not among NIGHTJAR_RELAY_ADDRESS and NIGHTJAR_RELAY_LIVE_ADDRESS.',
      detail: `relay ${id} at ${said.publishAddress}, ${said.liveAddress}`,
    })
  const row = { ...said, lastSeenAtMs: base.clock.wallMs() }
  await base.db
    .insert(relays)
    .values({ id, ...row })
    .onConflictDoUpdate({ target: relays.id, set: row })
}

/** A relay's connection to us ended. If it lives it says so again within seconds; until then nobody is sent to it. */
export async function relayGone(base: Pick<BaseContext, 'db'>, relayId: string): Promise<void> {
  await base.db.update(relays).set({ lastSeenAtMs: 0 }).where(eq(relays.id, relayId))
}

/** Job: forgets relays that ended without a word. */
export async function forgetRelays({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  await db.delete(relays).where(lt(relays.lastSeenAtMs, clock.wallMs() - keptMs))
}
