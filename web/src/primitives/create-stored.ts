import { createSignal, type Signal } from 'solid-js'

/** A choice of this browser, never a credential. Values outside `allowed` (an older version's) fall back to the first. */
export function createStored<const T extends string>(key: string, allowed: readonly [T, ...T[]]): Signal<T> {
  const name = `nightjar.${key}`
  const stored = read(name)
  const [value, setValue] = createSignal<T>(allowed.find(choice => choice === stored) ?? allowed[0])
  const store = (next: T | ((before: T) => T)): T => {
    const chosen = setValue(next as never) as T
    try {
      localStorage.setItem(name, chosen)
    } catch {
      // Private windows may refuse storage; the choice then lasts as long as the page.
    }
    return chosen
  }
  return [value, store as Signal<T>[1]]
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}
