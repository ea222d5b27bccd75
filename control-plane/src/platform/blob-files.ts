import { mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable } from 'node:stream'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

export interface NewBlob {
  write(chunk: Uint8Array): Promise<void>
  /** Returns when the bytes have reached the disk. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** The few file operations of a directory archive; all paths are absolute. */
export interface BlobFiles {
  /** Makes the folder and its parents; the new entries have reached the disk on return. */
  makeFolder(path: string): Promise<void>
  /** Fails where the file exists. */
  create(path: string): Promise<NewBlob>
  /** Moves within one file system, replacing; the new name has reached the disk on return. */
  publish(from: string, to: string): Promise<void>
  /** Bytes; null where there is no such file. */
  sizeOf(path: string): Promise<number | null>
  /** Bytes [start, end). */
  read(path: string, start: number, end: number): Promise<ReadableStream<Uint8Array>>
  /** No error where there is none. */
  remove(path: string): Promise<void>
  list(folder: string): Promise<string[]>
  /** Bytes that this user may still write to the file system that holds the folder. */
  freeBytes(folder: string): Promise<number>
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function makeFolder(path: string): Promise<void> {
  const firstMade = await mkdir(path, { recursive: true, mode: 0o700 })
  if (firstMade === undefined) return
  const highest = dirname(firstMade)
  for (let at = dirname(path); ; at = dirname(at)) {
    await syncFolder(at)
    if (at === highest || at === dirname(at)) return
  }
}

async function create(path: string): Promise<NewBlob> {
  const file = await open(path, 'wx', 0o600)
  return {
    write: async chunk => {
      // One call may write less than asked for, e.g. just before the disk is full.
      for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk, at)).bytesWritten
    },
    sync: () => file.sync(),
    close: () => file.close(),
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path)
    return found.isFile() ? found.size : null
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

async function read(path: string, start: number, end: number): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path, 'r')
  if (end <= start) {
    await file.close()
    return new ReadableStream({ start: controller => controller.close() })
  }
  const stream = file.createReadStream({ start, end: end - 1, highWaterMark: 256 * 1024 })
  return Readable.toWeb(stream) as NodeReadableStream<Uint8Array> as ReadableStream<Uint8Array>
}

export const nodeBlobFiles: BlobFiles = {
  makeFolder,
  create,
  publish: async (from, to) => {
    await rename(from, to)
    await syncFolder(dirname(to))
  },
  sizeOf,
  read,
  remove: path => rm(path, { force: true }),
  list: folder => readdir(folder),
  freeBytes: async folder => {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  },
}
