import { createUniqueId, For, Show } from 'solid-js'
import { inputLook } from './field.tsx'

interface SelectFieldProps {
  readonly label: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly error?: string | undefined
  readonly hint?: string | undefined
}

/** The browser's own select: on a phone it is the best one there is. */
export function SelectField(props: SelectFieldProps) {
  const id = createUniqueId()
  return (
    <div class="flex min-w-0 flex-col gap-1">
      <label for={id} class="font-medium text-sm text-text-2">
        {props.label}
      </label>
      <select
        id={id}
        class={inputLook}
        aria-describedby={props.hint === undefined ? undefined : `${id}-hint`}
        onInput={event => props.onInput(event.currentTarget.value)}
      >
        <For each={props.options}>
          {option => (
            <option value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          )}
        </For>
      </select>
      <Show when={props.error}>
        <span class="text-offline text-sm">{props.error}</span>
      </Show>
      <Show when={props.error === undefined && props.hint}>
        <span id={`${id}-hint`} class="text-sm text-text-3">
          {props.hint}
        </span>
      </Show>
    </div>
  )
}
