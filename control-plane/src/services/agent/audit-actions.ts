import { defineAuditActions } from '../../audit/define-actions.ts'

export const agentActions = defineAuditActions('agent', 'cloned', 'continued', 'enrolled', 'revoked')
