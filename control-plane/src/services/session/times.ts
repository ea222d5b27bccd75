import type { Role } from '@nightjar/shared/policy/roles.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** How long a session lasts, ms: without a request, and at all. More rights, shorter times. */
export const sessionTimes = (role: Role) =>
  role === 'administrator'
    ? { idleMs: 30 * minuteMs, absoluteMs: 12 * hourMs }
    : { idleMs: 12 * hourMs, absoluteMs: 7 * 24 * hourMs }

/** A request moves the idle end only when the last move is this old: most requests write nothing. */
export const touchEveryMs = minuteMs
