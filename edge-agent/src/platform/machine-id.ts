import { createHmac } from 'node:crypto'
import { readIfThere } from './durable-file.ts'

const path = '/etc/machine-id'

/**
 * HMAC-SHA-256, in hex, of the machine's own id (machine-id(5)), keyed as that page asks for so that the id itself
 * never gets out; null where the system has none.
 */
export async function hashedMachineId(key: string, file = path): Promise<string | null> {
  const id = (await readIfThere(file).catch(() => null))?.trim()
  return id ? createHmac('sha256', key).update(id).digest('hex') : null
}
