/** Time as the player sees it; tests bring their own. */
export interface PlayerClock {
  /** Wall time, epoch ms. */
  nowMs(): number
  /** Runs `action` once after `ms`; the answer calls it off. */
  after(ms: number, action: () => void): () => void
  /** Runs `action` before every repaint; the answer ends it. */
  everyFrame(action: () => void): () => void
}

export const browserClock: PlayerClock = {
  nowMs: () => Date.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    return () => clearTimeout(timer)
  },
  everyFrame(action) {
    let handle = requestAnimationFrame(function next() {
      handle = requestAnimationFrame(next)
      action()
    })
    return () => cancelAnimationFrame(handle)
  },
}
