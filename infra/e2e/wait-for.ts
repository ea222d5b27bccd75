import { setTimeout as sleep } from 'node:timers/promises'

/** Asks every 200 ms until there is something; an exception counts as nothing yet. @throws Error naming `what`. */
export async function waitFor<T>(
  what: string,
  ask: () => T | Promise<T>,
  timeoutMs = 90_000,
): Promise<Exclude<T, null | undefined | false>> {
  const until = performance.now() + timeoutMs
  let last: unknown = null
  do {
    try {
      const found = await ask()
      if (found !== null && found !== undefined && found !== false) return found as Exclude<T, null | undefined | false>
    } catch (error) {
      last = error
    }
    await sleep(200)
  } while (performance.now() < until)
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}${last instanceof Error ? `: ${last.message}` : ''}`)
}
