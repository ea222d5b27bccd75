import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every 100 ms until the answer is yes; an exception counts as no. @throws Error naming `what` after `timeoutMs`. */
export async function waitUntil(
  what: string,
  timeoutMs: number,
  ready: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = performance.now() + timeoutMs
  let last: unknown = null
  do {
    try {
      if (await ready()) return
    } catch (error) {
      last = error
    }
    await sleep(100)
  } while (performance.now() < until)
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}${last instanceof Error ? `: ${last.message}` : ''}`)
}
