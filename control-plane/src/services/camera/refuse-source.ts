import { AppError } from '@nightjar/shared/errors/app-error.ts'

/** 422 for one field of the request; `sentence` says what to do and never repeats the input. */
export const refuseSource = (pointer: string, sentence: string): AppError =>
  new AppError('camera.source-refused', { message: sentence, fields: [{ pointer, detail: sentence }] })
