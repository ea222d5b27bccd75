import { join } from 'node:path'
import { type SignedConfig, signedConfigSchema } from '@nightjar/shared/protocol/config/document.ts'
import { readIfThere, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../platform/log.ts'

/** The last good configuration: the site works from it for as long as its disk lasts, with or without the control plane. */
export function configStore(dataDir: string, log: Log) {
  const path = join(dataDir, 'config.json')
  return {
    async read(): Promise<SignedConfig | null> {
      const text = await readIfThere(path)
      if (text === null) return null
      try {
        return signedConfigSchema.parse(JSON.parse(text))
      } catch (error) {
        log.error({ path, err: error }, 'stored configuration is damaged; it will be fetched again')
        return null
      }
    },
    write: (signed: SignedConfig): Promise<void> => writeDurably(path, JSON.stringify(signed)),
  }
}
export type ConfigStore = ReturnType<typeof configStore>
