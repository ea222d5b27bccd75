import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { SealedBox } from '@nightjar/shared/protocol/sealed-box.ts'
import { z } from 'zod'
import { readIfThere, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../platform/log.ts'
import { bindingNote } from './binding-note.ts'

/** An unbound box as a configuration has it. */
export interface UnboundUse {
  readonly box: SealedBox
  /** Of the camera's streams, as `endpointOf` writes them. */
  readonly endpoints: readonly string[]
  /** It may be new: a control plane of protocol 4 or older sends no other. None is, once one was known to bind them. */
  readonly mayBeNew: boolean
}

/**
 * To which endpoints a box may go that is bound to none by itself: to those beside which it stood when it was seen
 * first. Boxes of before protocol 5 are known from the last good configuration, which is applied before any other.
 */
export interface CredentialPins {
  /**
   * Learns what is new, forgets what is not there any more.
   *
   * @param binds the configuration is of a control plane that binds what is entered. From then on, for good and over
   *   restarts, no unbound box is new, whatever a later configuration looks like: what the control plane takes this
   *   agent for can be forged by others, which makes it seal a new password unbound.
   * @returns the endpoints by {@link pinOf}.
   */
  settle(uses: readonly UnboundUse[], binds?: boolean): Promise<ReadonlyMap<string, readonly string[]>>
}

const fileSchema = z.record(z.string(), z.array(z.string()))
type Pins = z.infer<typeof fileSchema>

/** By its bytes: Base64 has several spellings of one. */
export const pinOf = ({ enc, box }: SealedBox): string =>
  createHash('sha256').update(Buffer.from(enc, 'base64url')).update(Buffer.from(box, 'base64url')).digest('base64url')

export function credentialPins(dataDir: string, log: Log): CredentialPins {
  const path = join(dataDir, 'credential-pins.json')
  const binding = bindingNote(dataDir, log)
  let written: string | null = null

  /** null: there has never been any, so that every box is from before there were pins. */
  async function read(): Promise<Pins | null> {
    try {
      const text = await readIfThere(path)
      written = text
      return text === null ? null : fileSchema.parse(JSON.parse(text))
    } catch (error) {
      // Nothing can be told from it, and learning anew would take whatever stands in the configuration by now.
      log.error(
        { path, err: error },
        'pins of camera passwords cannot be read; passwords of before protocol 5 have to be entered again',
      )
      return {}
    }
  }

  /** Returns whether they are stored. */
  async function write(pins: Pins): Promise<boolean> {
    const text = JSON.stringify(pins)
    if (text === written) return true
    try {
      await writeDurably(path, text)
      written = text
      return true
    } catch (error) {
      log.error(
        { path, err: error },
        'pins of camera passwords are not stored; tried again with the next configuration',
      )
      return false
    }
  }

  let known: Pins | null | undefined
  return {
    async settle(uses, binds = false) {
      known = known === undefined ? await read() : known
      const wasBound = await binding.isSet()
      const isFirst = known === null && !wasBound
      const takesNew = !wasBound && !binds
      const pins: Pins = {}
      for (const { box, endpoints, mayBeNew } of uses) {
        const pin = pinOf(box)
        const before = pins[pin] ?? known?.[pin]
        if (before) pins[pin] = before
        else if (isFirst || (takesNew && mayBeNew)) pins[pin] = [...endpoints]
      }
      known = pins
      const isStored = await write(pins)
      // After the pins: a start that knew of it but of no pins would refuse every box of before.
      if (binds) await binding.set(isStored)
      return new Map(Object.entries(pins))
    },
  }
}
