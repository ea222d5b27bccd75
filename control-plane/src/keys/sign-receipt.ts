import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import type { BaseContext } from '../context/context.ts'
import type { Tx } from '../db/client.ts'
import { signBytes } from './ed25519.ts'
import { signingKey } from './signing-keys.ts'

/** Signs with the organisation's receipt key; its agents got the public part when they enrolled. */
export async function signReceipt(
  tx: Tx,
  context: Pick<BaseContext, 'clock' | 'random' | 'secrets'>,
  organisationId: string,
  receipt: Omit<Receipt, 'keyId' | 'signature'>,
): Promise<Receipt> {
  const { keyId, privateKey } = await signingKey(tx, context, 'receipt', organisationId)
  const unsigned = { ...receipt, keyId }
  return { ...unsigned, signature: signBytes(privateKey, signedBytes(unsigned)) }
}
