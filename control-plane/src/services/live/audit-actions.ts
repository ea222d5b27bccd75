import { defineAuditActions } from '../../audit/define-actions.ts'

export const liveActions = defineAuditActions('live', 'opened')
