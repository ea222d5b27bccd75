import type { KeyObject } from 'node:crypto'
import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { BaseContext } from '../context/context.ts'
import type { Db, Tx } from '../db/client.ts'
import { signingKeys } from '../db/schema/signing-keys.ts'
import type { TokenKeys } from './access-token.ts'
import { privateKeyFromSeed, publicPartOf } from './ed25519.ts'

export type KeyPurpose = 'access-token' | 'config' | 'receipt'

export interface SigningKey {
  readonly keyId: string
  readonly privateKey: KeyObject
  /** Raw, base64url. */
  readonly publicKey: string
}

type KeyTimes = Pick<typeof signingKeys.$inferSelect, 'createdAtMs' | 'retiredAtMs'>

export interface SigningTimes {
  readonly nowMs: number
  /** As what was signed says. */
  readonly signedAtMs: number
}

type KeyContext = Pick<BaseContext, 'clock' | 'random' | 'secrets'>

const place = (keyId: string) => ({ table: 'signing_keys', row: keyId, column: 'sealed_private_key' })

/** Any number will do; it keeps two processes from making the first key of a purpose twice. */
const lockKey = 7_263_542

const ofOwner = (purpose: KeyPurpose, organisationId: string | null) =>
  and(
    eq(signingKeys.purpose, purpose),
    organisationId === null ? isNull(signingKeys.organisationId) : eq(signingKeys.organisationId, organisationId),
  )

async function newestKey(tx: Db | Tx, context: KeyContext, purpose: KeyPurpose, organisationId: string | null) {
  const [row] = await tx
    .select()
    .from(signingKeys)
    .where(and(ofOwner(purpose, organisationId), isNull(signingKeys.retiredAtMs)))
    .orderBy(desc(signingKeys.createdAtMs))
    .limit(1)
  if (!row) return null
  const privateKey = privateKeyFromSeed(context.secrets.open(place(row.id), row.sealedPrivateKey))
  return { keyId: row.id, privateKey, publicKey: row.publicKey }
}

/**
 * The key that signs now, made when there is none yet.
 * @param organisationId null for keys of the installation (access tokens).
 */
export async function signingKey(
  tx: Tx,
  context: KeyContext,
  purpose: KeyPurpose,
  organisationId: string | null,
): Promise<SigningKey> {
  const found = await newestKey(tx, context, purpose, organisationId)
  if (found) return found
  await tx.execute(sql`select pg_advisory_xact_lock(${lockKey})`)
  return (
    (await newestKey(tx, context, purpose, organisationId)) ?? (await makeKey(tx, context, purpose, organisationId))
  )
}

async function makeKey(
  tx: Tx,
  context: KeyContext,
  purpose: KeyPurpose,
  organisationId: string | null,
): Promise<SigningKey> {
  const seed = context.random.bytes(32)
  const privateKey = privateKeyFromSeed(seed)
  const keyId = `${purpose}-${Buffer.from(context.random.bytes(9)).toString('base64url')}`
  const publicKey = publicPartOf(privateKey)
  await tx.insert(signingKeys).values({
    id: keyId,
    organisationId,
    purpose,
    publicKey,
    sealedPrivateKey: context.secrets.seal(place(keyId), seed),
    createdAtMs: context.clock.wallMs(),
    retiredAtMs: null,
  })
  return { keyId, privateKey, publicKey }
}

/** Processes that sign with one key may differ by this; what is signed is timed a moment before its key is chosen. */
const clockSkewMs = 60_000

/**
 * Whether a key vouches, at `nowMs`, for what says that it was signed at `signedAtMs`. Tokens and configurations speak of
 * now: from the moment of its retirement a key vouches for none. Receipts are history: a key vouches for those of its
 * time for ever, and for none from before or after.
 */
export function vouches(key: KeyTimes, purpose: KeyPurpose, { nowMs, signedAtMs }: SigningTimes): boolean {
  const untilMs = key.retiredAtMs ?? Number.POSITIVE_INFINITY
  if (purpose !== 'receipt') return nowMs < untilMs
  return signedAtMs >= key.createdAtMs - clockSkewMs && signedAtMs < untilMs + clockSkewMs
}

/**
 * Raw public keys for an agent to keep, by key id. Those of receipts with the retired ones among them: it is shown
 * receipts of any age.
 */
export async function verificationKeys(
  db: Db | Tx,
  purpose: 'config' | 'receipt',
  organisationId: string,
  nowMs: number,
): Promise<Record<string, string>> {
  const rows = await db.select().from(signingKeys).where(ofOwner(purpose, organisationId))
  const kept = rows.filter(row => purpose === 'receipt' || vouches(row, purpose, { nowMs, signedAtMs: nowMs }))
  return Object.fromEntries(kept.map(row => [row.id, row.publicKey]))
}

/** One key by its id, where it is of this purpose and owner and vouches for something of that time; null otherwise. */
export async function vouchingKey(
  db: Db | Tx,
  purpose: KeyPurpose,
  organisationId: string | null,
  keyId: string,
  times: SigningTimes,
): Promise<string | null> {
  const [row] = await db
    .select()
    .from(signingKeys)
    .where(and(ofOwner(purpose, organisationId), eq(signingKeys.id, keyId)))
  return row && vouches(row, purpose, times) ? row.publicKey : null
}

/** Finds our own keys by the id that a token names. */
export const accessTokenKeys =
  (db: Db, nowMs: number): TokenKeys =>
  keyId =>
    vouchingKey(db, 'access-token', null, keyId, { nowMs, signedAtMs: nowMs })
