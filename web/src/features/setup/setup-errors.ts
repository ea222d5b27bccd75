import type { Problem } from '@nightjar/shared/api/problem.ts'
import { usernameSchema } from '@nightjar/shared/domain/username.ts'
import { fieldErrors } from '../../api/result.ts'

/** What the form holds, as typed. */
export interface SetupDraft {
  readonly token: string
  readonly username: string
  readonly password: string
  readonly repeated: string
}

/** What can be said before asking the server. */
export function setupErrors({ token, username, password, repeated }: SetupDraft): Record<string, string> {
  const found: Record<string, string> = {}
  const name = usernameSchema.safeParse(username)
  if (!name.success) found.username = sentence(name.error.issues[0]?.message ?? 'enter a user name')
  if ([...password].length < 12) found.password = 'Use at least 12 characters.'
  if (repeated !== password) found.repeated = 'The two passwords are not the same.'
  if (token.trim() === '') found.token = 'Enter the setup token.'
  return found
}

/** Puts the server's refusal where it can be mended. */
export function refusedFields(problem: Problem | null): Record<string, string> {
  return {
    ...fieldErrors(problem),
    ...(problem?.code === 'setup.wrong-token' ? { token: problem.detail } : {}),
  }
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`
