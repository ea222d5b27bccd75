import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'

const lingerMs = 4000

/** True while `wanted` is, and four seconds longer: scrolling past or a short look at another tab tears nothing down. */
export function createLinger(wanted: Accessor<boolean>): Accessor<boolean> {
  const [lingering, setLingering] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  createEffect(() => {
    clearTimeout(timer)
    if (wanted()) setLingering(true)
    else timer = setTimeout(() => setLingering(false), lingerMs)
  })
  return () => wanted() || lingering()
}
