import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessInfo {
  readonly pid: number
  readonly parent: number
  /** Arguments joined by spaces. */
  readonly command: string
}

/** All processes of this machine that can be seen (Linux). */
function listProcesses(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(name => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // The name in brackets may hold spaces and brackets itself.
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (state === 'Z') return []
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim()
        return [{ pid: Number(name), parent: Number(parent), command }]
      } catch {
        // Ended while we looked.
        return []
      }
    })
}

/** A process and everything below it, parents before children; empty when it is gone. */
export function processTree(root: number): ProcessInfo[] {
  const all = listProcesses()
  const tree = all.filter(each => each.pid === root)
  for (const each of tree) tree.push(...all.filter(child => child.parent === each.pid))
  return tree
}

/** SIGSTOP, SIGCONT or a deadly signal to one process. False when it is gone. */
export function signalProcess(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** kill -9 of a whole tree in one moment: stopped first, so that no supervisor starts anything in between. */
export function killTree(root: number): void {
  const stopped = new Set<number>()
  // Until nothing new appears: a process may have forked while we listed.
  for (let fresh = processTree(root); fresh.some(each => !stopped.has(each.pid)); fresh = processTree(root)) {
    for (const { pid } of fresh) {
      signalProcess(pid, 'SIGSTOP')
      stopped.add(pid)
    }
  }
  for (const pid of stopped) signalProcess(pid, 'SIGKILL')
}
