import { defineAuditActions } from '../../audit/define-actions.ts'

export const organisationActions = defineAuditActions('organisation', 'created')
