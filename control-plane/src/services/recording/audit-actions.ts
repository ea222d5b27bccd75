import { defineAuditActions } from '../../audit/define-actions.ts'

export const recordingActions = defineAuditActions('recording', 'viewed')
