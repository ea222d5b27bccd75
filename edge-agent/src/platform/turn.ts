/** Resolves in the next turn of the event loop, after input and timers that are due had theirs. */
export const nextTurn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
