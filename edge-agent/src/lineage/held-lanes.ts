/** Cameras of which nothing may be sent, each with the reason as a sentence. */
export interface HeldLanes {
  /** All, until the chains were compared once: a disk that was set back would send what forks. */
  held(): readonly string[] | 'all'
  reasons(): ReadonlyMap<string, string>
}

export function createHeldLanes() {
  const reasons = new Map<string, string>()
  let isCompared = false
  return {
    held: (): readonly string[] | 'all' => (isCompared ? [...reasons.keys()] : 'all'),
    reasons: (): ReadonlyMap<string, string> => reasons,
    hold: (cameraId: string, reason: string): void => void reasons.set(cameraId, reason),
    release: (cameraId: string): void => void reasons.delete(cameraId),
    /** Both sides were looked at once, or the control plane cannot say anything. */
    compared(): void {
      isCompared = true
    },
  }
}
