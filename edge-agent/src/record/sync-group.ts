import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { DiskFile } from '../platform/disk.ts'

/** A file that is to be durable up to what was written, again and again, until it is left. */
export interface SyncMember {
  /** Bytes up to here are written; the next round makes them durable. */
  written(length: number): void
  /** Resolves when no sync of this file is under way; none follows. */
  leave(): Promise<void>
}

/** Makes the files of all cameras durable in common rounds, so that a disk is woken once and not once per camera. */
export interface SyncGroup {
  join(file: DiskFile, durable: (length: number) => void, failed: (error: unknown) => void): SyncMember
  /** The longest since the last call that bytes waited after they were written until they were durable, ms. */
  longestWaitMs(): number
  /** Resolves when no sync is under way; none follows. */
  stop(): Promise<void>
}

export interface SyncGroupOptions {
  readonly clock: Clock
  /** Milliseconds between rounds; default 700. With the fragment's 0.8 s and its audio wait it stays below 2 s. */
  readonly intervalMs?: number
}

interface Member {
  readonly file: DiskFile
  readonly durable: (length: number) => void
  readonly failed: (error: unknown) => void
  written: number
  /** When the oldest bytes that are not durable were written, monotonic; null where all are. */
  waitingSinceMs: number | null
  synced: number
  syncing: Promise<void> | null
}

/** Syncs at once: more would take the whole thread pool of the process while a disk stalls. */
const parallelSyncs = 2

async function syncOne(member: Member, members: Set<Member>): Promise<void> {
  const length = member.written
  member.waitingSinceMs = null
  try {
    await member.file.datasync()
    member.synced = length
    member.durable(length)
  } catch (error) {
    // After a failed sync nobody knows what the pages hold: this descriptor is never synced again.
    members.delete(member)
    member.failed(error)
  }
}

export function createSyncGroup({ clock, intervalMs = 700 }: SyncGroupOptions): SyncGroup {
  const members = new Set<Member>()
  let round: Promise<void> | null = null

  let longestMs = 0
  const waited = (sinceMs: number | null) => {
    if (sinceMs !== null) longestMs = Math.max(longestMs, clock.monotonicMs() - sinceMs)
  }

  const lane = async (due: Member[]) => {
    for (let member = due.shift(); member; member = due.shift()) {
      if (!members.has(member)) continue
      const since = member.waitingSinceMs
      member.syncing = syncOne(member, members)
      await member.syncing
      member.syncing = null
      waited(since)
    }
  }
  const runRound = () => {
    if (round) return
    const due = [...members].filter(member => member.written > member.synced)
    if (due.length === 0) return
    round = Promise.all(Array.from({ length: parallelSyncs }, () => lane(due))).then(() => {
      round = null
    })
  }
  const stopTimer = clock.every(intervalMs, runRound)

  return {
    join(file, durable, failed) {
      const member: Member = { file, durable, failed, written: 0, waitingSinceMs: null, synced: 0, syncing: null }
      members.add(member)
      return {
        written: length => {
          member.written = length
          member.waitingSinceMs ??= clock.monotonicMs()
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
      stopTimer()
      members.clear()
      await round
    },
  }
}
