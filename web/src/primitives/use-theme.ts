import { createRoot, createSignal } from 'solid-js'

export type Theme = 'dark' | 'light'
const key = 'nightjar.theme'

function createTheme() {
  const system = matchMedia('(prefers-color-scheme: light)')
  const stored = readStored()
  if (stored !== null) document.documentElement.dataset.theme = stored
  const [theme, setTheme] = createSignal<Theme>(stored ?? (system.matches ? 'light' : 'dark'))
  system.addEventListener('change', () => {
    if (readStored() === null) setTheme(system.matches ? 'light' : 'dark')
  })
  const choose = (next: Theme): void => {
    document.documentElement.dataset.theme = next
    setTheme(next)
    try {
      localStorage.setItem(key, next)
    } catch {
      // Private windows may refuse storage; the choice then lasts as long as the page.
    }
  }
  return { theme, choose, toggle: () => choose(theme() === 'dark' ? 'light' : 'dark') }
}

function readStored(): Theme | null {
  try {
    const value = localStorage.getItem(key)
    return value === 'dark' || value === 'light' ? value : null
  } catch {
    return null
  }
}

const shared = createRoot(createTheme)

/** The theme of the page: the system's until somebody chooses, then theirs. */
export const useTheme = () => shared
