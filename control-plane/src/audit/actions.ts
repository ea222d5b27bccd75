/** The closed list of what can happen to an organisation; one line each, `<subject>.<what happened to it>`. */
export const auditActions = [
  'organisation.created',
  'site.created',
  'user.created',
  'session.started',
  'session.ended',
  'enrolment.created',
  'enrolment.refused',
  'agent.enrolled',
  'agent.revoked',
  'camera.created',
  'camera.updated',
  'camera.deleted',
  'camera.probed',
  'recording.viewed',
  'live.opened',
] as const
export type AuditAction = (typeof auditActions)[number]
