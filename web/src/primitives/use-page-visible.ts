import { createRoot, createSignal } from 'solid-js'

const visible = createRoot(() => {
  const [value, setValue] = createSignal(document.visibilityState === 'visible')
  document.addEventListener('visibilitychange', () => setValue(document.visibilityState === 'visible'))
  return value
})

/** False while the tab is in the background. */
export const usePageVisible = () => visible
