import { defineAuditActions } from '../../audit/define-actions.ts'

export const siteActions = defineAuditActions('site', 'created')
