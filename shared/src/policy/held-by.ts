import type { Role } from './roles.ts'

/** The permissions of one entity, `<entity>.<what may be done>`, each with the roles that hold it. */
export type HeldBy = Readonly<Record<`${string}.${string}`, readonly Role[]>>
