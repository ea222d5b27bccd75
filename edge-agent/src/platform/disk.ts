/** A file that was opened for writing or reading. Every call names its position: there is no shared cursor. */
export interface DiskFile {
  /** Writes all pieces one after the other from `position` on; rejects when not every byte was taken. */
  writev(pieces: readonly Uint8Array[], position: number): Promise<void>
  /** Fills `target` from `position` on as far as the file goes; resolves to the number of bytes read. */
  read(target: Uint8Array, position: number): Promise<number>
  truncate(length: number): Promise<void>
  /** Data and the size, without the other metadata. */
  datasync(): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}

export interface DiskEntry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'other'
}

export interface DiskSpace {
  readonly totalBytes: number
  /** What an ordinary user may still use. */
  readonly freeBytes: number
}

/**
 * All file access of recording goes through this interface, so that a simulation can own it. Paths are absolute.
 * Rejections are Node's system errors (`code` ENOSPC, EIO, EEXIST...); see disk-error.ts for what they become.
 */
export interface Disk {
  /** A new file, never an existing one (O_CREAT | O_EXCL), for writing, readable by the owner only. */
  create(path: string): Promise<DiskFile>
  open(path: string, access: 'read' | 'write'): Promise<DiskFile>
  /** Makes created, renamed and removed names of this folder durable. */
  syncFolder(path: string): Promise<void>
  readFolder(path: string): Promise<DiskEntry[]>
  /** Creates the folder; true when it was not there before. The parent must exist. */
  makeFolder(path: string): Promise<boolean>
  rename(from: string, to: string): Promise<void>
  unlink(path: string): Promise<void>
  /** Length in bytes of a file; null where there is none of that name. */
  sizeOf(path: string): Promise<number | null>
  space(path: string): Promise<DiskSpace>
}
