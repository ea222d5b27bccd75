import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'

/** Time as the player sees it; tests bring their own. */
export interface PlayerClock extends Clock {
  /** Runs `action` before every repaint; the answer ends it. */
  everyFrame(action: () => void): () => void
}

export const browserClock: PlayerClock = {
  ...systemClock,
  everyFrame(action) {
    let handle = requestAnimationFrame(function next() {
      handle = requestAnimationFrame(next)
      action()
    })
    return () => cancelAnimationFrame(handle)
  },
}
