import { join } from 'node:path'
import { readIfThere, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../platform/log.ts'

/**
 * Whether this agent has ever taken a configuration of a control plane that binds camera passwords to addresses. Never
 * taken back. That the file is there says it, whatever is in it: damage must not open what it keeps shut.
 */
export interface BindingNote {
  isSet(): Promise<boolean>
  /** @param durably false: for this run only. */
  set(durably: boolean): Promise<void>
}

export function bindingNote(dataDir: string, log: Log): BindingNote {
  const path = join(dataDir, 'credential-binding.json')
  let isKnown: boolean | undefined
  let isStored = false

  async function read(): Promise<boolean> {
    try {
      return (await readIfThere(path)) !== null
    } catch (error) {
      log.error(
        { path, err: error },
        'the note on bound camera passwords cannot be read; passwords that are bound to no address are not taken anew',
      )
      return true
    }
  }

  return {
    async isSet() {
      if (isKnown === undefined) {
        isKnown = await read()
        isStored = isKnown
      }
      return isKnown
    },
    async set(durably) {
      isKnown = true
      if (isStored || !durably) return
      try {
        await writeDurably(path, JSON.stringify({ binds: true }))
        isStored = true
      } catch (error) {
        log.error(
          { path, err: error },
          'that camera passwords are bound is not stored; tried again with the next configuration',
        )
      }
    },
  }
}
