import { onCleanup } from 'solid-js'

/** Key or sequence (`g l`) to action. An action that returns false did nothing: the browser gets the key. */
export type Hotkeys = Readonly<Record<string, () => unknown>>

const sequenceMs = 1200

/** Keys for as long as the owner lives; never while somebody types or a dialog is open. */
export function createHotkeys(keys: Hotkeys): void {
  let prefix = ''
  let prefixAt = 0
  const listener = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return
    const key = event.key === ' ' ? 'space' : event.key.length === 1 ? event.key.toLowerCase() : event.key
    const sequence = event.timeStamp - prefixAt < sequenceMs && prefix !== '' ? `${prefix} ${key}` : key
    const name =
      (event.shiftKey && keys[`shift+${key}`] ? `shift+${key}` : undefined) ?? (keys[sequence] ? sequence : key)
    const action = keys[name]
    prefix = key.length === 1 ? key : ''
    prefixAt = event.timeStamp
    if (action === undefined || action() === false) return
    event.preventDefault()
    // Not every browser keeps the button from its click when the key goes up.
    if (isClicked(event.target)) event.target.blur()
  }
  document.addEventListener('keydown', listener)
  onCleanup(() => document.removeEventListener('keydown', listener))
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null) return true
  if (event.key === ' ' && isClicked(target)) return false
  // A focused button or link keeps its own space and Enter.
  if (target.closest('button, a[href], summary') !== null && (event.key === ' ' || event.key === 'Enter')) return true
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
}

/** Browsers say :focus-visible of a clicked button as soon as a key is pressed, so who clicked is kept here. */
let clicked: Element | null = null
document.addEventListener(
  'click',
  event => {
    // Zero: pressed from the keyboard.
    clicked = event.detail > 0 && event.target instanceof Element ? event.target.closest('button') : null
  },
  true,
)
document.addEventListener('focusout', () => {
  clicked = null
})

/** It has the focus from a click: to who clicks, the space bar is the page's, not the button's. */
const isClicked = (target: EventTarget | null): target is HTMLButtonElement =>
  target instanceof HTMLButtonElement && target === clicked
