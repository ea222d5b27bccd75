declare const declared: unique symbol

/** `<subject>.<what happened to it>`. Only {@link defineAuditActions} makes one, so every one is declared somewhere. */
export type AuditAction = string & { readonly [declared]: true }

/**
 * What can happen to one kind of subject, declared in the folder of its verbs (`services/<entity>/audit-actions.ts`).
 * @returns the full names by what happened.
 */
export const defineAuditActions = <What extends string>(
  subject: string,
  ...whats: readonly What[]
): Readonly<Record<What, AuditAction>> =>
  Object.fromEntries(whats.map(what => [what, `${subject}.${what}`])) as Record<What, AuditAction>
