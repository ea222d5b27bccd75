export interface LongRun {
  readonly name: string
  /** Relative to the root of the repository. */
  readonly file: string
  /** The variable that the file reads for its size, and its value here; one that is set already wins. */
  readonly variable: string
  readonly value: number
}

/** The bounded tests of `npm test` that have a long form, with the size of it. */
export const longRuns: readonly LongRun[] = [
  {
    name: 'simulation',
    file: 'edge-agent/src/testing/simulation/random.test.ts',
    variable: 'NIGHTJAR_SEEDS',
    value: 2000,
  },
  { name: 'kills', file: 'infra/integration/rig/kill9.test.ts', variable: 'NIGHTJAR_RIG_KILLS', value: 10 },
  { name: 'backlog', file: 'infra/integration/archive/outage.test.ts', variable: 'NIGHTJAR_RIG_BACKLOG', value: 36 },
  { name: 'floods', file: 'infra/integration/security/floods.test.ts', variable: 'NIGHTJAR_TEST_FLOOD', value: 5_000 },
]
