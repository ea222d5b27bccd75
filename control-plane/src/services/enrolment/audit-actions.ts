import { defineAuditActions } from '../../audit/define-actions.ts'

export const enrolmentActions = defineAuditActions('enrolment', 'created', 'refused')
