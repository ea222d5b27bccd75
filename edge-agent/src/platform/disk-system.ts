import { constants, type FileHandle, mkdir, open, readdir, rename, stat, statfs, unlink } from 'node:fs/promises'
import type { Disk, DiskFile } from './disk.ts'

class SystemFile implements DiskFile {
  readonly #handle: FileHandle
  constructor(handle: FileHandle) {
    this.#handle = handle
  }

  async writev(pieces: readonly Uint8Array[], position: number): Promise<void> {
    let rest = pieces.filter(piece => piece.length > 0)
    let at = position
    while (rest.length > 0) {
      const { bytesWritten } = await this.#handle.writev(rest, at)
      // Zero without an error would loop for ever; no file system does it for a regular file unless it is broken.
      if (bytesWritten === 0) throw Object.assign(new Error('the disk took no bytes'), { code: 'EIO' })
      at += bytesWritten
      rest = after(rest, bytesWritten)
    }
  }

  async read(target: Uint8Array, position: number): Promise<number> {
    let filled = 0
    while (filled < target.length) {
      const { bytesRead } = await this.#handle.read(target, filled, target.length - filled, position + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled
  }

  truncate = (length: number) => this.#handle.truncate(length)
  datasync = () => this.#handle.datasync()
  sync = () => this.#handle.sync()
  close = () => this.#handle.close()
}

/** What is left of `pieces` behind the first `count` bytes: the kernel may take less than all. */
function after(pieces: readonly Uint8Array[], count: number): Uint8Array[] {
  let skip = count
  const rest: Uint8Array[] = []
  for (const piece of pieces) {
    if (skip >= piece.length) skip -= piece.length
    else {
      rest.push(piece.subarray(skip))
      skip = 0
    }
  }
  return rest
}

async function nullIfMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

export const systemDisk: Disk = {
  create: async path =>
    new SystemFile(await open(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, 0o600)),
  open: async (path, access) => new SystemFile(await open(path, access === 'read' ? 'r' : 'r+')),
  syncFolder: async path => {
    const folder = await open(path, 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  },
  readFolder: async path =>
    (await readdir(path, { withFileTypes: true })).map(entry => ({
      name: entry.name,
      kind: entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other',
    })),
  makeFolder: async path => {
    try {
      await mkdir(path, { mode: 0o700 })
      return true
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
      throw error
    }
  },
  rename,
  unlink,
  sizeOf: async path => {
    const found = await nullIfMissing(stat(path))
    return found?.isFile() ? found.size : null
  },
  space: async path => {
    const { blocks, bavail, bsize } = await statfs(path)
    return { totalBytes: blocks * bsize, freeBytes: bavail * bsize }
  },
}
