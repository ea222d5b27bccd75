import { type Accessor, createSignal, onCleanup } from 'solid-js'

/** Wall time in epoch ms, renewed every `everyMs`. */
export function createNow(everyMs = 1000): Accessor<number> {
  const [now, setNow] = createSignal(Date.now())
  const timer = setInterval(() => setNow(Date.now()), everyMs)
  onCleanup(() => clearInterval(timer))
  return now
}
