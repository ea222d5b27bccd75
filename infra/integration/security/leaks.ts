import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AllInOne } from '../../rig/all-in-one.ts'
import { processTree } from '../../rig/process-tree.ts'

/** Requests as a browser's page would send them; remembers the cookie. */
export function browser(origin: string) {
  let cookie = ''
  return {
    cookie: () => cookie,
    async ask(method: string, path: string, body?: unknown) {
      const response = await fetch(new URL(path, origin), {
        method,
        headers: {
          origin,
          ...(cookie && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      cookie = response.headers.getSetCookie()[0]?.split(';')[0] || cookie
      return { status: response.status, text: await response.text() }
    },
  }
}

/** Every file below the folder, the database and the recordings included. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
}

/** Empty where it has gone since it was listed: uploads and durable writes have files that are moved. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}

export const occurrences = (text: string, secrets: readonly string[]) =>
  secrets
    .flatMap(secret => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64url')])
    .filter(form => text.includes(form))

/** Where a secret of people or cameras stands that must stand nowhere. */
export function leaks(nightjar: AllInOne, answers: string, secrets: readonly string[]): string[] {
  const found: string[] = []
  const look = (where: string, text: string) => {
    for (const secret of occurrences(text, secrets)) found.push(`${secret} in ${where}`)
  }
  look('answers', answers)
  // The one place that is meant: what the terminal shows at the first start.
  for (const [name, text] of Object.entries(nightjar.logs()))
    look(`log ${name}`, name === 'supervisor' ? text.replace(/#token=\S+/, '') : text)
  for (const { pid, command } of processTree(nightjar.pid)) look(`arguments of ${pid}`, command)
  for (const path of filesOf(nightjar.dataDir)) look(path, textOf(path))
  return found
}
