/** What a person should know about the password while typing it; the server decides. */
export function passwordHint(password: string, username: string): { readonly text: string; readonly good: boolean } {
  const missing = 12 - [...password].length
  if (password === '') return { text: 'At least 12 characters; a few unrelated words work well.', good: false }
  if (missing > 0) return { text: `${missing} more ${missing === 1 ? 'character' : 'characters'} needed.`, good: false }
  if (new Set(password).size < 5)
    return { text: 'Long enough, but it repeats itself; use more different characters.', good: false }
  if (username.length > 2 && password.toLowerCase().includes(username.toLowerCase()))
    return { text: 'Long enough, but it contains the user name.', good: false }
  return { text: [...password].length >= 16 ? 'Strong.' : 'Good. Longer is stronger.', good: true }
}
