import { defineAuditActions } from '../../audit/define-actions.ts'

export const cameraActions = defineAuditActions('camera', 'created', 'updated', 'deleted', 'probed', 'adopted')
