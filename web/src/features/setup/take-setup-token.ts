/** The token handed over in the fragment (`#token=…`), which is then taken out of the address bar and the history entry. */
export function takeSetupToken(): string {
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname + location.search)
  return token
}

/** A link pasted into the tab that shows the page already changes the fragment and loads nothing. Ends by the answer. */
export function watchSetupToken(onToken: (token: string) => void): () => void {
  const look = () => {
    const token = takeSetupToken()
    if (token !== '') onToken(token)
  }
  addEventListener('hashchange', look)
  return () => removeEventListener('hashchange', look)
}
