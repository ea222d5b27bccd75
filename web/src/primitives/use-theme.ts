import { createRoot } from 'solid-js'
import { createStored } from './create-stored.ts'

const themes = ['dark', 'light'] as const
export type Theme = (typeof themes)[number]

function createTheme() {
  const [theme, setTheme] = createStored('theme', themes)
  const choose = (next: Theme): void => {
    // First the page, then the signal: who draws reads the page's colours as soon as it changes.
    document.documentElement.dataset.theme = next
    setTheme(next)
  }
  document.documentElement.dataset.theme = theme()
  return { theme, choose, toggle: () => choose(theme() === 'dark' ? 'light' : 'dark') }
}

const shared = createRoot(createTheme)

/**
 * The theme of the page: dark until somebody chooses. Not the system's, which says light for everybody who never chose
 * anything: pictures are watched against dark.
 */
export const useTheme = () => shared
