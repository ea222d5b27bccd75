/** When to ask again for segments that are not there yet: not with every repaint. */
export class AskPace {
  #againAtMs = 0
  #untilBefore = 0

  isDue(nowMs: number): boolean {
    return nowMs >= this.#againAtMs
  }

  wait(untilMs: number): void {
    this.#againAtMs = untilMs
  }

  /** After an answer: `loadedUntilMs` that did not move means that nothing new came. */
  answered(loadedUntilMs: number, nowMs: number): void {
    this.#againAtMs = this.#untilBefore === loadedUntilMs ? nowMs + 1500 : 0
    this.#untilBefore = loadedUntilMs
  }
}
