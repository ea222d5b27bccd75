import { join } from 'node:path'
import { readIfThere, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../platform/log.ts'
import { type Identity, identitySchema } from './identity.ts'

/**
 * Two copies, because losing this file means enrolling again: each is written and synced on its own, and a damaged one
 * is mended from the other.
 */
export function identityStore(dataDir: string, log: Log) {
  const paths = [join(dataDir, 'identity.json'), join(dataDir, 'identity.copy.json')]

  async function readCopy(path: string): Promise<Identity | null> {
    const text = await readIfThere(path)
    if (text === null) return null
    try {
      return identitySchema.parse(JSON.parse(text))
    } catch {
      // Without the parser's message: it could quote the key.
      log.warn({ path }, 'identity file is damaged')
      return null
    }
  }

  return {
    async read(): Promise<Identity | null> {
      const copies = await Promise.all(paths.map(readCopy))
      const identity = copies.find(copy => copy !== null) ?? null
      if (identity && copies.includes(null)) await this.write(identity)
      return identity
    },
    async write(identity: Identity): Promise<void> {
      for (const path of paths) await writeDurably(path, JSON.stringify(identity))
    },
  }
}
export type IdentityStore = ReturnType<typeof identityStore>
