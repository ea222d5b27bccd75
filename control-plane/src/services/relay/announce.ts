import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { announceRequestSchema } from '@nightjar/shared/live/relay-api.ts'
import { and, eq, gte, lt, ne, or } from 'drizzle-orm'
import type { BaseContext } from '../../context/context.ts'
import type { FleetSettings } from '../../context/fleet-settings.ts'
import { parse } from '../../context/parse.ts'
import type { Tx } from '../../db/client.ts'
import { relays } from '../../db/schema/relays.ts'
import { transaction } from '../../db/transaction.ts'
import { relaySilenceMs } from './load-relays.ts'

/** Rows of relays that ended without a word are kept this long, for whoever looks for them, ms. */
const keptMs = 3_600_000

interface Addresses {
  readonly publishAddress: string
  readonly liveAddress: string
}

/**
 * A relay says that it is there, how much it carries, and whether it takes newcomers.
 * @throws AppError `auth.forbidden` for addresses that are not in our settings: who holds a relay's key must not be able
 * to lead viewers, agents or us elsewhere; also for another relay's id where the caller has proved its own (`callerId`); `resource.conflict` where a relay that was started later has the address.
 */
export async function announceRelay(base: BaseContext, input: unknown, callerId: string | null = null): Promise<void> {
  const { relayId: id, ...said } = parse(announceRequestSchema, input)
  if (callerId !== null && callerId !== id) throw new AppError('auth.forbidden', { detail: `${callerId} as ${id}` })
  checkAddresses(base.fleet, id, said)
  const lastSeenAtMs = base.clock.wallMs()
  await transaction(base, async tx => {
    await takeAddresses(tx, id, said, lastSeenAtMs)
    const row = { ...said, lastSeenAtMs }
    await tx
      .insert(relays)
      .values({ id, ...row })
      .onConflictDoUpdate({ target: relays.id, set: row })
  })
}

function checkAddresses(fleet: FleetSettings, id: string, said: Addresses & { readonly internalUrl: string }): void {
  const { relays: known, liveAddresses, relayInternalUrls } = fleet
  const isInternal =
    relayInternalUrls.length > 0 ? relayInternalUrls.includes(said.internalUrl) : isLoopback(said.internalUrl)
  if (known.includes(said.publishAddress) && liveAddresses.includes(said.liveAddress) && isInternal) return
  throw new AppError('auth.forbidden', {
    message:
      'The addresses of this relay are not among NIGHTJAR_RELAY_ADDRESS, NIGHTJAR_RELAY_LIVE_ADDRESS and NIGHTJAR_RELAY_INTERNAL_URL.',
    detail: `relay ${id} at ${said.publishAddress}, ${said.liveAddress}, ${said.internalUrl}`,
  })
}

function isLoopback(url: string): boolean {
  const { hostname, username, password } = new URL(url)
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname) && username === '' && password === ''
}

/**
 * Who dials an address meets one relay. Of two that say they have it the one that was started last does (ids grow with
 * time): the other has ended without a word, or must be given an address of its own.
 */
async function takeAddresses(tx: Tx, id: string, said: Addresses, nowMs: number): Promise<void> {
  const others = await tx
    .select({ id: relays.id })
    .from(relays)
    .where(
      and(
        ne(relays.id, id),
        gte(relays.lastSeenAtMs, nowMs - relaySilenceMs),
        or(eq(relays.publishAddress, said.publishAddress), eq(relays.liveAddress, said.liveAddress)),
      ),
    )
  if (others.some(other => other.id > id))
    throw new AppError('resource.conflict', {
      message: 'Another relay has this address; give each relay an address of its own.',
      detail: `relay ${id} at ${said.publishAddress}, ${said.liveAddress}`,
    })
  for (const other of others) await tx.update(relays).set({ lastSeenAtMs: 0 }).where(eq(relays.id, other.id))
}

/** A relay's connection to us ended. If it lives it says so again within seconds; until then nobody is sent to it. */
export async function relayGone(base: Pick<BaseContext, 'db'>, relayId: string): Promise<void> {
  await base.db.update(relays).set({ lastSeenAtMs: 0 }).where(eq(relays.id, relayId))
}

/** Job: forgets relays that ended without a word. */
export async function forgetRelays({ db, clock }: Pick<BaseContext, 'db' | 'clock'>): Promise<void> {
  await db.delete(relays).where(lt(relays.lastSeenAtMs, clock.wallMs() - keptMs))
}
