import { createRoot, createSignal } from 'solid-js'

export type Theme = 'dark' | 'light'
const key = 'nightjar.theme'

function createTheme() {
  const stored = readStored()
  if (stored !== null) document.documentElement.dataset.theme = stored
  const [theme, setTheme] = createSignal<Theme>(stored ?? 'dark')
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

/**
 * The theme of the page: dark until somebody chooses. Not the system's, which says light for everybody who never chose
 * anything: pictures are watched against dark.
 */
export const useTheme = () => shared
