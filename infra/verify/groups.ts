import { globSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export interface Group {
  readonly name: string
  /** Relative to the root of the repository. */
  readonly files: readonly string[]
  /** Files at once. Integration mostly waits for pictures to come in real time; a browser wants the machine to itself. */
  readonly concurrency: number
  /** For a test that names no limit of its own. */
  readonly testLimitMs: number
  /** A file that runs longer is killed with all it started. */
  readonly fileLimitMs: number
}

const seconds = 1000

const find = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: path => path.includes('node_modules') }).toSorted()

/** Limits are for a machine many times slower than this one needs: they end what hangs, they do not measure. */
export const groups: readonly Group[] = [
  {
    name: 'architecture',
    files: find('infra/architecture/*.test.ts'),
    concurrency: 2,
    testLimitMs: 60 * seconds,
    fileLimitMs: 120 * seconds,
  },
  {
    name: 'unit',
    files: find(
      '{shared,edge-agent,control-plane,web}/src/**/*.test.{ts,tsx}',
      'infra/{all-in-one,bootstrap,virtual-camera,frame-counter,services,rig,docs,verify}/**/*.test.ts',
    ),
    concurrency: 2,
    testLimitMs: 120 * seconds,
    fileLimitMs: 300 * seconds,
  },
  {
    name: 'integration',
    files: find('infra/integration/**/*.test.ts'),
    concurrency: 2,
    testLimitMs: 180 * seconds,
    fileLimitMs: 600 * seconds,
  },
  {
    name: 'end-to-end',
    files: find('infra/e2e/**/*.test.ts'),
    concurrency: 1,
    testLimitMs: 180 * seconds,
    fileLimitMs: 600 * seconds,
  },
]
