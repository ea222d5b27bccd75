import { watch } from 'node:fs'
import { join } from 'node:path'
import type { Role } from './role.ts'

/** Which processes run code of which folder; a live picture goes on while a service is changed. */
const runs: Readonly<Record<string, readonly string[]>> = {
  'shared/src': ['control', 'relay', 'agent', 'demo'],
  'control-plane/src': ['control'],
  'control-plane/src/config': ['relay'],
  'control-plane/src/platform': ['relay'],
  'control-plane/src/relay': ['relay'],
  'edge-agent/src': ['agent'],
  'infra/virtual-camera': ['demo'],
}
/** Editors save in bursts. */
const settleMs = 300

/** Restarts the processes whose code changed; the web app changes in the open page, by its own server. */
export function watchForChanges(
  root: string,
  roles: readonly Role[],
  say: (line: string) => void,
  signal: AbortSignal,
): void {
  const due = new Set<string>()
  let timer: NodeJS.Timeout | null = null
  for (const [folder, names] of Object.entries(runs)) {
    watch(join(root, folder), { recursive: true, signal }, (_, file) => {
      if (!file?.endsWith('.ts') || file.endsWith('.test.ts')) return
      for (const name of names) due.add(name)
      if (timer) clearTimeout(timer)
      timer = setTimeout(() => {
        say(`Changed: restarting ${[...due].join(', ')}`)
        for (const role of roles) if (due.has(role.name)) role.restart()
        due.clear()
      }, settleMs)
    })
  }
}
