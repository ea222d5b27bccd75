import { defineAuditActions } from '../../audit/define-actions.ts'

export const sessionActions = defineAuditActions('session', 'started', 'ended')
