import type { JSX } from 'solid-js'
import { Button } from '../button/button.tsx'
import { Dialog } from './dialog.tsx'

interface ConfirmProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly children: JSX.Element
  /** The verb on the button, e.g. `Delete camera`. */
  readonly action: string
  readonly busy?: boolean
  readonly onConfirm: () => void
}

/** Asks before something that cannot be taken back. */
export function Confirm(props: ConfirmProps) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title={props.title}>
      <div class="text-text-2">{props.children}</div>
      <div class="mt-6 flex justify-end gap-2">
        <Button onClick={() => props.onOpenChange(false)}>Keep</Button>
        <Button look="danger" disabled={props.busy} onClick={props.onConfirm}>
          {props.busy === true ? 'Working…' : props.action}
        </Button>
      </div>
    </Dialog>
  )
}
