import { dirname } from 'node:path'
import type { Disk, DiskEntry, DiskFile, DiskSpace } from '../platform/disk.ts'
import { SimulatedFile } from './simulated-file.ts'

type Node = SimulatedFile | 'folder'

/** A change of names that a crash may undo; durable once one of the folders it touches was synced. */
interface NameChange {
  readonly folders: readonly string[]
  apply(names: Map<string, Node>): void
}

export interface DiskOperation {
  /** Counts all operations of this disk from 1. */
  readonly number: number
  readonly verb:
    | 'create'
    | 'open'
    | 'syncFolder'
    | 'readFolder'
    | 'makeFolder'
    | 'rename'
    | 'unlink'
    | 'sizeOf'
    | 'space'
    | 'writev'
    | 'read'
    | 'truncate'
    | 'sync'
    | 'close'
  readonly path: string
}

/** What becomes of an operation: nothing special, an error, a delay, or the end of the machine before or after it. */
export type Fate = 'proceed' | 'crash-before' | 'crash-after' | Error | Promise<void>

/**
 * A disk with a page cache. What was not synced is lost in a power cut page by page as the seed has it, names as well;
 * a killed process loses nothing that it wrote. After a crash no operation ever ends, so no code runs on.
 */
export class SimulatedDisk implements Disk {
  /** Decides over each operation; to be replaced by tests. */
  fate: (operation: DiskOperation) => Fate = () => 'proceed'
  /** The same, asked where `fate` lets the operation proceed. */
  trouble: (operation: DiskOperation) => Fate = () => 'proceed'
  capacityBytes = Number.POSITIVE_INFINITY
  operations = 0
  #crashed = false
  #onCrash: (() => void) | null = null
  readonly crash = new Promise<void>(resolve => {
    this.#onCrash = resolve
  })
  /** Names as running programs see them, and as they would be found after a power cut. */
  #names: Map<string, Node>
  #durableNames: Map<string, Node>
  #pending: NameChange[] = []

  constructor(names: Map<string, Node> = new Map([['/', 'folder']])) {
    this.#names = new Map(names)
    this.#durableNames = new Map(names)
  }

  /** The machine after the crash: `killed` keeps the cache, `power` loses what `fraction` says. */
  reboot(how: 'killed' | 'power', fraction: () => number): SimulatedDisk {
    this.#crashed = true
    const disk = how === 'killed' ? this.#afterKill() : this.#afterPowerCut(fraction)
    disk.capacityBytes = this.capacityBytes
    return disk
  }

  /** The cache goes on as it was, durable or not. */
  #afterKill(): SimulatedDisk {
    const disk = new SimulatedDisk(this.#names)
    disk.#durableNames = this.#durableNames
    disk.#pending = this.#pending
    return disk
  }

  #afterPowerCut(fraction: () => number): SimulatedDisk {
    const kept = Math.floor(fraction() * (this.#pending.length + 1))
    for (const change of this.#pending.slice(0, kept)) change.apply(this.#durableNames)
    const names = [...this.#durableNames].map(([path, node]): [string, Node] => [
      path,
      node === 'folder' ? node : node.afterPowerCut(fraction),
    ])
    return new SimulatedDisk(new Map(names))
  }

  /** Content by path of every file, without any simulated failure. */
  files(): Map<string, Uint8Array> {
    const files = new Map<string, Uint8Array>()
    for (const [path, node] of this.#names) if (node !== 'folder') files.set(path, node.content())
    return files
  }

  usedBytes(): number {
    let used = 0
    for (const node of this.#names.values()) if (node !== 'folder') used += node.size
    return used
  }

  create = (path: string): Promise<DiskFile> =>
    this.#do('create', path, () => {
      if (this.#names.has(path)) throw failure('EEXIST', path)
      this.#folder(dirname(path))
      const file = new SimulatedFile()
      this.#change([dirname(path)], names => names.set(path, file))
      return this.#handle(path, file)
    })

  open = (path: string, _access: 'read' | 'write'): Promise<DiskFile> =>
    this.#do('open', path, () => this.#handle(path, this.#file(path)))

  syncFolder = (path: string): Promise<void> =>
    this.#do('syncFolder', path, () => {
      this.#folder(path)
      for (const change of this.#pending) if (change.folders.includes(path)) change.apply(this.#durableNames)
      this.#pending = this.#pending.filter(change => !change.folders.includes(path))
    })

  readFolder = (path: string): Promise<DiskEntry[]> =>
    this.#do('readFolder', path, () => {
      this.#folder(path)
      return [...this.#names]
        .filter(([name]) => name !== '/' && dirname(name) === path)
        .map(([name, node]) => ({ name: name.slice(path.length + 1), kind: node === 'folder' ? 'folder' : 'file' }))
    })

  makeFolder = (path: string): Promise<boolean> =>
    this.#do('makeFolder', path, () => {
      if (this.#names.has(path)) return false
      this.#folder(dirname(path))
      this.#change([dirname(path)], names => names.set(path, 'folder'))
      return true
    })

  rename = (from: string, to: string): Promise<void> =>
    this.#do('rename', from, () => {
      const node = this.#file(from)
      this.#folder(dirname(to))
      this.#change([dirname(from), dirname(to)], names => {
        names.delete(from)
        names.set(to, node)
      })
    })

  unlink = (path: string): Promise<void> =>
    this.#do('unlink', path, () => {
      this.#file(path)
      this.#change([dirname(path)], names => names.delete(path))
    })

  sizeOf = (path: string): Promise<number | null> =>
    this.#do('sizeOf', path, () => {
      const node = this.#names.get(path)
      return node && node !== 'folder' ? node.size : null
    })

  space = (path: string): Promise<DiskSpace> =>
    this.#do('space', path, () => {
      const totalBytes = Number.isFinite(this.capacityBytes) ? this.capacityBytes : 1e12
      return { totalBytes, freeBytes: totalBytes - this.usedBytes() }
    })

  #handle(path: string, file: SimulatedFile): DiskFile {
    return {
      writev: (pieces, position) => this.#do('writev', path, () => this.#write(path, file, pieces, position)),
      read: (target, position) => this.#do('read', path, () => file.read(target, position)),
      truncate: length => this.#do('truncate', path, () => file.truncate(length)),
      datasync: () => this.#do('sync', path, () => file.sync()),
      sync: () => this.#do('sync', path, () => file.sync()),
      close: () => this.#do('close', path, () => {}),
    }
  }

  #write(path: string, file: SimulatedFile, pieces: readonly Uint8Array[], position: number): void {
    const bytes = Buffer.concat(pieces)
    const room = this.capacityBytes - this.usedBytes()
    // A full disk takes what still fits, then refuses the rest.
    file.write(bytes.subarray(0, Math.max(0, Math.min(bytes.length, room))), position)
    if (bytes.length > room) throw failure('ENOSPC', path)
  }

  #change(folders: readonly string[], apply: (names: Map<string, Node>) => void): void {
    apply(this.#names)
    this.#pending.push({ folders, apply })
  }

  #file(path: string): SimulatedFile {
    const node = this.#names.get(path)
    if (!node || node === 'folder') throw failure('ENOENT', path)
    return node
  }

  #folder(path: string): void {
    if (this.#names.get(path) !== 'folder') throw failure('ENOENT', path)
  }

  async #do<T>(verb: DiskOperation['verb'], path: string, work: () => T): Promise<T> {
    if (this.#crashed) return forever()
    const operation = { number: ++this.operations, verb, path }
    const decided = this.fate(operation)
    const fate = decided === 'proceed' ? this.trouble(operation) : decided
    if (fate === 'crash-before') return this.#die()
    if (fate instanceof Error) throw fate
    if (fate instanceof Promise) {
      await fate
      if (this.#crashed) return forever()
    }
    const result = work()
    if (fate === 'crash-after') return this.#die()
    return result
  }

  #die(): Promise<never> {
    this.#crashed = true
    this.#onCrash?.()
    return forever()
  }
}

const forever = () => new Promise<never>(() => {})

export const failure = (code: string, path: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: ${path}`), { code })
