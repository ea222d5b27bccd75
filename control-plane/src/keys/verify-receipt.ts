import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import type { Db, Tx } from '../db/client.ts'
import { verifyBytes } from './ed25519.ts'
import { vouchingKey } from './signing-keys.ts'

/** Whether a receipt is as we gave it: signed by a key of the organisation, in that key's time. */
export async function verifyReceipt(
  db: Db | Tx,
  organisationId: string,
  receipt: Receipt,
  nowMs: number,
): Promise<boolean> {
  const times = { nowMs, signedAtMs: receipt.issuedAtMs }
  const key = await vouchingKey(db, 'receipt', organisationId, receipt.keyId, times)
  return key !== null && verifyBytes(key, signedBytes(receipt), receipt.signature)
}
