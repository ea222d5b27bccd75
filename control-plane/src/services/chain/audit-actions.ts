import { defineAuditActions } from '../../audit/define-actions.ts'

/** `seamed`: a new lineage began; `renewed`: it was decided that one is to begin. */
export const chainActions = defineAuditActions('chain', 'frozen', 'resumed', 'renewed', 'seamed')
