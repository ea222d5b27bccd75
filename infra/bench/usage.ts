import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK']).toString())

export interface Usage {
  /** User and system time of all threads, s. */
  readonly cpuSeconds: number
  /** Resident set, summed over the processes, bytes: what `ps` and `top` show. */
  readonly residentBytes: number
  /**
   * The same with every file's pages counted once however many of the processes map them: what the machine has to
   * find, whatever else happens to run on it.
   */
  readonly ownBytes: number
}

/** What a process and all its descendants have used so far (proc(5): stat fields 4, 14, 15; statm field 2). */
export function usageOf(pids: readonly number[]): Usage {
  let cpuSeconds = 0
  let residentBytes = 0
  let anonymousBytes = 0
  const files = new Map<string, number>()
  for (const pid of withDescendants(pids)) {
    const fields = statOf(pid)
    if (!fields) continue
    cpuSeconds += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
    residentBytes += Number(fields[21]) * 4096
    for (const [name, bytes] of mappingsOf(pid)) {
      if (!name.startsWith('/')) anonymousBytes += bytes
      else files.set(name, Math.max(files.get(name) ?? 0, bytes))
    }
  }
  const fileBytes = [...files.values()].reduce((sum, bytes) => sum + bytes, 0)
  return { cpuSeconds, residentBytes, ownBytes: anonymousBytes + fileBytes }
}

/** Resident bytes by name of the mapping (proc(5): smaps); the name of memory that is no file's begins with no slash. */
function mappingsOf(pid: number): Map<string, number> {
  const found = new Map<string, number>()
  let name = ''
  for (const line of linesOf(`/proc/${pid}/smaps`)) {
    const head = /^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+ *(.*)$/.exec(line)
    if (head) name = head[1] ?? ''
    const kibibytes = /^Rss: +(\d+)/.exec(line)?.[1]
    if (kibibytes) found.set(name, (found.get(name) ?? 0) + Number(kibibytes) * 1024)
  }
  return found
}

function linesOf(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return []
  }
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
