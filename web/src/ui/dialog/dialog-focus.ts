/** Where the focus last was outside of dialogs and menus: what opened the dialog, or opened the menu that did. */
let lastPlace: HTMLElement | null = null
document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target.closest('[role="dialog"], [role="menu"], [data-focus-trap]') === null)
    lastPlace = target
})

/** Gives the focus back to what has it now, whenever that is wanted. */
export function rememberFocus(): (event: Event) => void {
  const opener = lastPlace
  return event => {
    // What was deleted took its button with it: then the page itself, not the top of the document.
    const place = opener?.isConnected === true ? opener : document.querySelector<HTMLElement>('main')
    if (place === null) return
    event.preventDefault()
    place.focus()
  }
}

/** Into the first field, or on the first button of a question: not on the cross that closes it. */
export function focusFirst(content: HTMLElement, event: Event): void {
  // On a phone the keyboard would cover half of the dialog before anything was read.
  const fields = matchMedia('(pointer: coarse)').matches ? '' : 'input, select, textarea, '
  const first = content.querySelector<HTMLElement>(`[data-body] :is(${fields}button):not(:disabled)`)
  if (first === null) return
  event.preventDefault()
  first.focus()
}
