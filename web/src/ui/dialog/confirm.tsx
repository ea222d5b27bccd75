import type { JSX } from 'solid-js'
import type { Removal } from '../../primitives/create-removal.ts'
import { Button } from '../button/button.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmProps<Item> {
  readonly removal: Removal<Item>
  /** While the dialog goes away there is nothing left to name. */
  readonly title: (doomed: Item | null) => string
  /** What happens, and that it cannot be taken back. */
  readonly children: JSX.Element
  /** The verb on the button, e.g. `Delete camera`. */
  readonly action: string
  /** The verb on the other one: what stays as it is. */
  readonly keep?: string
}

/** Asks before something that cannot be taken back. */
export function Confirm<Item>(props: ConfirmProps<Item>) {
  const { doomed, busy, cancel, confirm } = props.removal
  return (
    <Dialog open={doomed() !== null} onOpenChange={open => !open && cancel()} title={props.title(doomed())}>
      <div class="text-text-2">{props.children}</div>
      <div class="mt-6 flex justify-end gap-2">
        <Button onClick={cancel}>{props.keep ?? 'Keep'}</Button>
        <Button look="danger" disabled={busy()} onClick={() => void confirm()}>
          {busy() ? 'Working…' : props.action}
        </Button>
      </div>
    </Dialog>
  )
}
