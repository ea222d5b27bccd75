/** Runs that may begin at once: a camera that is set up anew by hand makes a few in a row. */
const mostAtOnce = 30
/** After those a run may begin this often, ms. */
const everyMs = 500

/**
 * How many runs a stream may begin. Each is an entry of the ledger or two, of which the control plane takes ten a second;
 * a camera that changes its parameter sets with every picture must not have its own chain frozen by it. A token bucket
 * (ITU-T I.371, annex A: generic cell rate algorithm).
 */
export class RunBudget {
  /** When all of the budget is there again, monotonic ms. */
  #fullAtMs = Number.NEGATIVE_INFINITY

  /** @returns whether a run may begin now; then it is taken from the budget. */
  take(nowMs: number): boolean {
    const fullAtMs = Math.max(this.#fullAtMs, nowMs) + everyMs
    if (fullAtMs - nowMs > mostAtOnce * everyMs) return false
    this.#fullAtMs = fullAtMs
    return true
  }
}
