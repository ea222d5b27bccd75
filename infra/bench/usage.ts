import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString())

export interface Usage {
  /** User and system time of all threads, s. */
  readonly cpuSeconds: number
  /** Resident set, summed over the processes, bytes. */
  readonly residentBytes: number
}

/** What a process and all its descendants have used so far (proc(5): stat fields 4, 14, 15; statm field 2). */
export function usageOf(pids: readonly number[]): Usage {
  let cpuSeconds = 0
  let residentBytes = 0
  for (const pid of withDescendants(pids)) {
    const fields = statOf(pid)
    if (!fields) continue
    cpuSeconds += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    residentBytes += Number(fields[21]) * 4096
  }
  return { cpuSeconds, residentBytes }
}

/** Bytes of all recordings under a folder. */
export const recordedBytes = (path: string): number =>
  readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.mp4'))
    .reduce((sum, name) => sum + statSync(join(path, name)).size, 0)

/** Fields of /proc/<pid>/stat behind the name, which may hold anything. */
function statOf(pid: number): string[] | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

function withDescendants(roots: readonly number[]): number[] {
  const parents = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => [Number(name), Number(statOf(Number(name))?.[1])] as const)
  const found = new Set(roots)
  for (let before = -1; before !== found.size; ) {
    before = found.size
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid)
  }
  return [...found]
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`
export const sleep = (seconds: number): Promise<void> => new Promise(resolve => setTimeout(resolve, seconds * 1000))
/** The bench's only way to speak. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`)
