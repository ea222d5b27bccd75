import { verify } from 'node:crypto'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import { type Identity, verificationKey } from './identity.ts'

/** Whether the control plane signed this receipt, by a key that this agent trusts. */
export function isSignedReceipt(receipt: Receipt, { receiptKeys }: Pick<Identity, 'receiptKeys'>): boolean {
  const key = Object.hasOwn(receiptKeys, receipt.keyId) ? receiptKeys[receipt.keyId] : undefined
  if (key === undefined) return false
  return verify(null, signedBytes(receipt), verificationKey(key), Buffer.from(receipt.signature, 'base64url'))
}
