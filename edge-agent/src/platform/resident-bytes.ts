import { readFileSync } from 'node:fs'

/** Memory of a process that lies in RAM; null where there is no such process or the system has no procfs. */
export function residentBytes(pid: number): number | null {
  try {
    // In kB whatever the size of a page is, which is not the same on every ARM board.
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}
