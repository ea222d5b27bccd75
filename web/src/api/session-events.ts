/** Told when any request learns that nobody is signed in (any more). */
type Listener = () => void

const listeners = new Set<Listener>()

export function onSessionEnd(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function endSession(): void {
  for (const listener of listeners) listener()
}
