import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { usernameKey } from './username-key.ts'

/** Length is the schema's; here is what length cannot show. @throws AppError `input.invalid` at `/password`. */
export function requireGoodPassword(password: string, username: string): void {
  const complain = (detail: string) => {
    throw new AppError('input.invalid', { fields: [{ pointer: '/password', detail }] })
  }
  if (new Set(password).size < 5) complain('use more than a few different characters')
  if (usernameKey(password) === usernameKey(username)) complain('use something else than the user name')
}
