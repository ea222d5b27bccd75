import { AppError, type FieldError } from '@nightjar/shared/errors/app-error.ts'
import type { z } from 'zod'

/** RFC 6901 pointer of a path in a parsed body. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  path.map(part => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

export const fieldErrors = (error: z.core.$ZodError): readonly FieldError[] =>
  error.issues.map(issue => ({ pointer: pointerOf(issue.path), detail: issue.message }))

/** Second line of every verb. @throws AppError `input.invalid` with a pointer to each wrong field. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input)
  if (!parsed.success) throw new AppError('input.invalid', { fields: fieldErrors(parsed.error) })
  return parsed.data
}
