import { and, eq, gte, inArray, lt, or } from 'drizzle-orm'
import type { Tx } from '../../db/client.ts'
import { leases } from '../../db/schema/leases.ts'
import type { LeaseKind } from './kinds.ts'

export interface Term {
  /** Wall time, ms. */
  readonly nowMs: number
  readonly untilMs: number
}

/**
 * Takes what nobody holds, or whose lease ran out; renews what the holder has. Of two that try at once one gets it.
 * @returns the keys that the holder now holds, in no order.
 */
export async function takeLeases(
  tx: Tx,
  kind: LeaseKind,
  keys: readonly string[],
  holder: string,
  { nowMs, untilMs }: Term,
): Promise<string[]> {
  if (keys.length === 0) return []
  const taken = await tx
    .insert(leases)
    .values(keys.map(key => ({ kind, key, holder, untilMs })))
    .onConflictDoUpdate({
      target: [leases.kind, leases.key],
      set: { holder, untilMs },
      setWhere: or(lt(leases.untilMs, nowMs), eq(leases.holder, holder)),
    })
    .returning({ key: leases.key })
  return taken.map(({ key }) => key)
}

/** Renews all of a kind that the holder has, also what ran out meanwhile and nobody took. */
export async function renewLeases(tx: Tx, kind: LeaseKind, holder: string, untilMs: number): Promise<void> {
  await tx
    .update(leases)
    .set({ untilMs })
    .where(and(eq(leases.kind, kind), eq(leases.holder, holder)))
}

/**
 * Lets others have them at once.
 * @param keys left out: all that the holder has of the kind.
 * @returns those that were the holder's until now, run out or not.
 */
export async function releaseLeases(
  tx: Tx,
  kind: LeaseKind,
  holder: string,
  keys?: readonly string[],
): Promise<string[]> {
  if (keys?.length === 0) return []
  const ofKeys = keys === undefined ? undefined : inArray(leases.key, [...keys])
  const released = await tx
    .delete(leases)
    .where(and(eq(leases.kind, kind), eq(leases.holder, holder), ofKeys))
    .returning({ key: leases.key })
  return released.map(({ key }) => key)
}

/** Everything of a kind that is held now. */
export const loadLeases = (tx: Tx, kind: LeaseKind, nowMs: number): Promise<{ key: string; holder: string }[]> =>
  tx
    .select({ key: leases.key, holder: leases.holder })
    .from(leases)
    .where(and(eq(leases.kind, kind), gte(leases.untilMs, nowMs)))
