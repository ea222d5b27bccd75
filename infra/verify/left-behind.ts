import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

interface Process {
  readonly id: number
  readonly command: string
}

/** Processes whose environment has TMPDIR=`folder`: what one test file started, through however many children. */
function processesOf(folder: string): Process[] {
  const found: Process[] = []
  for (const id of listed('/proc')) {
    if (!/^\d+$/.test(id) || Number(id) === process.pid) continue
    try {
      if (!readFileSync(`/proc/${id}/environ`, 'latin1').split('\0').includes(`TMPDIR=${folder}`)) continue
      const command = readFileSync(`/proc/${id}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
      // Ended, and waits for its parent to notice.
      if (command !== '') found.push({ id: Number(id), command: command.slice(0, 120) })
    } catch {
      // Gone meanwhile, or another user's.
    }
  }
  return found
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Ends what is still there `graceMs` from now. Returns a sentence for each; none on systems without /proc. */
export async function endProcesses(folder: string, graceMs: number): Promise<string[]> {
  const deadline = performance.now() + graceMs
  let left = processesOf(folder)
  while (left.length > 0 && performance.now() < deadline) {
    await wait(100)
    left = processesOf(folder)
  }
  for (const { id } of left) end(id)
  return left.map(({ command }) => `left a process behind: ${command}`)
}

function end(id: number): void {
  try {
    process.kill(id, 'SIGKILL')
  } catch {
    // Ended by itself.
  }
}

export function leftFiles(folder: string): string[] {
  return listed(folder).map(name => `left behind in the folder for temporary files: ${name}`)
}
