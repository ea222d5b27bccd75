/** Rejects, or resolves to a sentence, when the role is not fit for work; resolves to null when it is. */
export type HealthProbe = () => Promise<string | null>

/** The roles of this process, and what it depends on. */
export interface Health {
  readonly roles: ReadonlyMap<string, HealthProbe>
  /** Sentences for the operator: what works, and could be better. They make nothing unfit for work. */
  readonly warnings?: readonly string[]
}

export interface HealthReport {
  readonly ok: boolean
  /** Role by role: `up`, or a sentence. */
  readonly roles: Record<string, string>
  readonly warnings: readonly string[]
}

/** Asks every role at once. The reasons are for operators and hold no address and no error text of others. */
export async function checkHealth(health: Health): Promise<HealthReport> {
  const entries = await Promise.all(
    [...health.roles].map(async ([role, probe]) => {
      const complaint = await probe().catch(() => 'does not answer')
      return [role, complaint ?? 'up'] as const
    }),
  )
  return {
    ok: entries.every(([, state]) => state === 'up'),
    roles: Object.fromEntries(entries),
    warnings: health.warnings ?? [],
  }
}
