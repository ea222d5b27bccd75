import { AppError } from '@nightjar/shared/errors/app-error.ts'

/** Maps what the file system says to our words, once. AppErrors pass as they are. */
export function fromFileError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const code = (error as NodeJS.ErrnoException)?.code
  return new AppError('archive.unavailable', {
    message: sentences[code ?? ''] ?? 'The archive folder cannot be used; check the disk that holds it.',
    detail: error instanceof Error ? error.message : String(error),
    cause: error,
  })
}

const sentences: Record<string, string> = {
  ENOENT: 'The archive folder is missing; check that the disk that holds it is mounted.',
  ENOSPC: 'The disk that holds the archive folder is full; free some space or use a larger one.',
  EDQUOT: 'The disk quota of the archive folder is used up.',
  EACCES: 'Nightjar may not write to the archive folder; correct its owner or permissions.',
  EPERM: 'Nightjar may not write to the archive folder; correct its owner or permissions.',
  EROFS: 'The disk that holds the archive folder is read-only.',
}
