import { systemClock } from '@nightjar/shared/platform/clock.ts'

/** Asks every 200 ms. @throws Error with `what` in its sentence when the answer stays no, or the signal's reason. */
export async function waitFor(
  what: string,
  timeoutMs: number,
  signal: AbortSignal,
  ready: () => Promise<boolean>,
): Promise<void> {
  const until = performance.now() + timeoutMs
  let last: unknown = null
  while (performance.now() < until) {
    signal.throwIfAborted()
    try {
      if (await ready()) return
      last = null
    } catch (error) {
      last = error
    }
    await systemClock.sleep(200)
  }
  throw new Error(
    `Waited ${timeoutMs / 1000} s for ${what}.${last instanceof Error ? ` Last answer: ${last.message}.` : ''}`,
  )
}
