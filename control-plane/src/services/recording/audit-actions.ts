import { defineAuditActions } from '../../audit/define-actions.ts'

/** `evicted`: before their retention was over; the usual ones are in the ledger alone. */
export const recordingActions = defineAuditActions('recording', 'viewed', 'evicted')
