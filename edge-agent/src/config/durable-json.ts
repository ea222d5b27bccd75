import { join } from 'node:path'
import type { z } from 'zod'
import { readIfThere, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../platform/log.ts'

/**
 * A small JSON file of the data folder, replaced as a whole: after a power cut the old or the new is there. One that
 * cannot be read counts as none, which the log says.
 */
export function durableJson<Schema extends z.ZodType>(dataDir: string, name: string, schema: Schema, log: Log) {
  const path = join(dataDir, name)
  return {
    async read(): Promise<z.infer<Schema> | null> {
      const text = await readIfThere(path)
      if (text === null) return null
      try {
        return schema.parse(JSON.parse(text))
      } catch {
        log.error({ path }, 'a file of the data folder is damaged; it counts as missing')
        return null
      }
    },
    write: (content: z.infer<Schema>): Promise<void> => writeDurably(path, JSON.stringify(content)),
  }
}
