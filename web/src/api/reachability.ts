import { createSignal } from 'solid-js'

const [reachable, setReachable] = createSignal(true)

/** False from the first request that got no answer of ours until the next that did. */
export const apiReachable = reachable
export const reportReachable = (): void => void setReachable(true)
export const reportUnreachable = (): void => void setReachable(false)
