import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Receipt } from '@nightjar/shared/records/receipt.ts'
import type { Context } from '../../context/context.ts'
import { verifyReceipt } from '../../keys/verify-receipt.ts'

/**
 * A receipt from before, to be said again: on the strength of it the agent may delete its own copy.
 * @throws AppError `service.internal` where it is not as we gave it; the agent keeps its copy then.
 */
export async function storedReceipt(context: Context, receipt: Receipt): Promise<Receipt> {
  if (await verifyReceipt(context.db, context.actor.organisationId, receipt, context.clock.wallMs())) return receipt
  throw new AppError('service.internal', { detail: `the stored receipt ${receipt.receiptId} does not verify` })
}
