import { flushCompileCache } from 'node:module'
import type { Clock } from '@nightjar/shared/platform/clock.ts'

/** By then what the process runs in ordinary life has been compiled. */
const settledMs = 60_000

/**
 * Where Node keeps compiled code (`NODE_COMPILE_CACHE`), writes it while the process runs: by itself it does so only at
 * an orderly end, which a machine that is switched off never has. With the cache the next start loads no compiler for
 * TypeScript, which takes 25 MB in each process. Does nothing without a cache.
 */
export function keepCompiledCode(clock: Clock): void {
  void clock.sleep(settledMs).then(flushCompileCache)
}
