import { AppError } from '@nightjar/shared/errors/app-error.ts'

export type DiskErrorCode = 'disk.full' | 'disk.fault' | 'disk.wrong-folder'

/** What a rejection of {@link Disk} means for the person: anything but a full disk is a fault of the disk. */
export function diskErrorCode(error: unknown): DiskErrorCode {
  if (error instanceof AppError && error.code === 'disk.wrong-folder') return error.code
  const code = (error as { code?: unknown } | null)?.code
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'disk.full' ? 'disk.full' : 'disk.fault'
}
