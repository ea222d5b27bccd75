/** @returns a function that has `call` run once for all that asks for it in one turn of the event loop. */
export function onceATurn(call: () => void): () => void {
  let isDue = false
  return () => {
    if (isDue) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      call()
    })
  }
}
