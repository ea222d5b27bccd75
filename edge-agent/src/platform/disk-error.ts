import { AppError } from '@nightjar/shared/errors/app-error.ts'

export type DiskErrorCode = 'disk.full' | 'disk.fault' | 'disk.wrong-folder'

/** What a rejection of {@link Disk} means for the person: anything but a full disk is a fault of the disk. */
export function diskErrorCode(error: unknown): DiskErrorCode {
  if (error instanceof AppError && error.code === 'disk.wrong-folder') return error.code
  const code = (error as { code?: unknown } | null)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'disk.full' ? 'disk.full' : 'disk.fault'
}

/** Carries out `work`; a system error becomes an AppError of the `disk.` family, anything else is not the disk's. */
export async function mappingDiskErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!isSystemError(error)) throw error
    throw new AppError(diskErrorCode(error), { detail: error.message, cause: error })
  }
}

/** POSIX names: ENOSPC, EIO, EROFS... Node's own codes have underscores. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && /^E[A-Z0-9]+$/.test(String((error as NodeJS.ErrnoException).code))
