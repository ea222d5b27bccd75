import { type Accessor, createSignal } from 'solid-js'
import type { Result } from '../api/result.ts'

interface RemovalParts<Item> {
  readonly remove: (item: Item) => Promise<Result<unknown>>
  /** Told how it ended; `failure` is a sentence for the person, null where it is done. */
  readonly onDone: (item: Item, failure: string | null) => unknown
}

export interface Removal<Item> {
  /** What somebody is about to take away; null while nobody is asked. */
  readonly doomed: Accessor<Item | null>
  readonly busy: Accessor<boolean>
  readonly ask: (item: Item) => void
  readonly cancel: () => void
  readonly confirm: () => Promise<void>
}

/** Something that cannot be taken back: somebody is asked, then it is done and reported. */
export function createRemoval<Item extends object>({ remove, onDone }: RemovalParts<Item>): Removal<Item> {
  const [doomed, setDoomed] = createSignal<Item | null>(null)
  const [busy, setBusy] = createSignal(false)
  return {
    doomed,
    busy,
    ask: item => void setDoomed(() => item),
    cancel: () => void setDoomed(null),
    async confirm() {
      const item = doomed()
      if (item === null) return
      setBusy(true)
      const result = await remove(item)
      setBusy(false)
      setDoomed(null)
      await onDone(item, result.kind === 'failed' ? result.problem.detail : null)
    },
  }
}
