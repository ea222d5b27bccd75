import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { DiskFile } from '../platform/disk.ts'

/** A file that is to be durable up to what was written, again and again, until it is left. */
export interface SyncMember {
  /** Bytes up to here are written; they are made durable as soon as it is their turn. */
  written(length: number): void
  /** Resolves when no sync of this file is under way; none follows. */
  leave(): Promise<void>
}

/**
 * Makes the files of all cameras durable, each in its turn: the one that waits longest comes first, and what was
 * written while it waited goes along. So a slow disk makes the turns longer, never the line.
 */
export interface SyncGroup {
  join(file: DiskFile, durable: (length: number) => void, failed: (error: unknown) => void): SyncMember
  /** The longest since the last call that bytes waited after they were written until they were durable, ms. */
  longestWaitMs(): number
  /** Resolves when no sync is under way; none follows. */
  stop(): Promise<void>
}

interface Member {
  readonly file: DiskFile
  readonly durable: (length: number) => void
  readonly failed: (error: unknown) => void
  written: number
  /** When the oldest bytes that no sync covers were written, monotonic; null where there are none. */
  waitingSinceMs: number | null
  syncing: Promise<void> | null
}

/** Syncs at once: more would take the whole thread pool of the process while a disk stalls. */
const parallelSyncs = 2

export function createSyncGroup({ clock }: { readonly clock: Clock }): SyncGroup {
  const line: Member[] = []
  const members = new Set<Member>()
  const lanes = new Set<Promise<void>>()
  let longestMs = 0

  const waited = (sinceMs: number | null) => {
    if (sinceMs !== null) longestMs = Math.max(longestMs, clock.monotonicMs() - sinceMs)
  }

  async function sync(member: Member): Promise<void> {
    const { written: length, waitingSinceMs } = member
    member.waitingSinceMs = null
    try {
      await member.file.datasync()
      waited(waitingSinceMs)
      member.durable(length)
    } catch (error) {
      // After a failed sync nobody knows what the pages hold: this descriptor is never synced again.
      members.delete(member)
      member.failed(error)
    }
  }

  async function runLane(): Promise<void> {
    for (let member = line.shift(); member; member = line.shift()) {
      if (!members.has(member)) continue
      member.syncing = sync(member)
      await member.syncing
      member.syncing = null
      if (member.waitingSinceMs !== null) line.push(member)
    }
  }

  function wake(): void {
    if (lanes.size >= parallelSyncs || line.length === 0) return
    const lane = runLane().finally(() => {
      lanes.delete(lane)
      wake()
    })
    lanes.add(lane)
  }

  return {
    join(file, durable, failed) {
      const member: Member = { file, durable, failed, written: 0, waitingSinceMs: null, syncing: null }
      members.add(member)
      return {
        written: length => {
          member.written = length
          if (member.waitingSinceMs !== null || !members.has(member)) return
          member.waitingSinceMs = clock.monotonicMs()
          // One under way does not cover these bytes: it lines up again when that is over.
          if (member.syncing === null) line.push(member)
          wake()
        },
        leave: async () => {
          members.delete(member)
          await member.syncing
        },
      }
    },
    longestWaitMs() {
      for (const { waitingSinceMs } of members) waited(waitingSinceMs)
      const longest = longestMs
      longestMs = 0
      return Math.round(longest)
    },
    async stop() {
      members.clear()
      line.length = 0
      await Promise.all(lanes)
    },
  }
}
