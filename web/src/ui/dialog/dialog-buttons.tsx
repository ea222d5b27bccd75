import { Button } from '../button/button.tsx'

interface DialogButtonsProps {
  /** What the form does: `Save camera`. */
  readonly action: string
  /** The same while it is being done: `Saving…`. */
  readonly working: string
  readonly busy: boolean
  /** A line above them: the form is long. */
  readonly line?: boolean
  readonly onCancel: () => void
}

/** The end of a form in a dialog. */
export function DialogButtons(props: DialogButtonsProps) {
  return (
    <div class={`flex justify-end gap-2 ${props.line === true ? 'border-line border-t pt-4' : ''}`}>
      <Button onClick={() => props.onCancel()}>Cancel</Button>
      <Button type="submit" look="primary" disabled={props.busy}>
        {props.busy ? props.working : props.action}
      </Button>
    </div>
  )
}
