import { createEffect } from 'solid-js'

/** Names the page in the tab: `Live · Nightjar`. */
export function usePageTitle(title: () => string): void {
  createEffect(() => {
    document.title = `${title()} · Nightjar`
  })
}
