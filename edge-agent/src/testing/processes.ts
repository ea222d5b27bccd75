/**
 * Looks again and again until `isTrue`, up to half a minute: real processes and sockets tell nobody when they are done.
 * @throws Error that says `what` was waited for.
 */
export async function until(what: string, isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 30_000
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}

/** Whether a process of this id is there. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
