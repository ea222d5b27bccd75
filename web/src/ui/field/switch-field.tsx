import { Switch } from '@kobalte/core/switch'
import { Show } from 'solid-js'

interface SwitchFieldProps {
  readonly label: string
  readonly hint?: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
}

export function SwitchField(props: SwitchFieldProps) {
  return (
    <Switch checked={props.checked} onChange={props.onChange} class="flex items-start gap-3">
      <Switch.Input class="peer" />
      <Switch.Control class="mt-0.5 h-4 w-7 shrink-0 cursor-pointer rounded-full border border-line-strong bg-bg transition-colors peer-focus-visible:outline-2 peer-focus-visible:outline-accent peer-focus-visible:outline-offset-2 data-[checked]:border-accent data-[checked]:bg-accent">
        <Switch.Thumb class="m-px block size-3 rounded-full bg-text-2 transition-transform data-[checked]:translate-x-3 data-[checked]:bg-on-accent" />
      </Switch.Control>
      <span class="flex flex-col">
        <Switch.Label class="cursor-pointer font-medium text-text">{props.label}</Switch.Label>
        <Show when={props.hint}>
          <Switch.Description class="text-sm text-text-3">{props.hint}</Switch.Description>
        </Show>
      </span>
    </Switch>
  )
}
