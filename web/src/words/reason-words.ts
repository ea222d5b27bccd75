import { errorCodes } from '@nightjar/shared/errors/codes.ts'

const entryOf = (code: string | null) =>
  code !== null && code in errorCodes ? errorCodes[code as keyof typeof errorCodes] : null

/** What is wrong, in a few words; null for a code that this page does not know. */
export const reasonTitle = (code: string | null): string | null => entryOf(code)?.title ?? null

/** What to do about it, in a sentence; null for a code that this page does not know. */
export const reasonText = (code: string | null): string | null => entryOf(code)?.remedy ?? null
