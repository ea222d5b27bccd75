import { defineAuditActions } from '../../audit/define-actions.ts'

export const userActions = defineAuditActions('user', 'created')
