import { TextField } from '@kobalte/core/text-field'
import type { JSX } from 'solid-js'
import { Show } from 'solid-js'

interface FieldProps {
  readonly label: string
  readonly name: string
  readonly value: string
  readonly onInput: (value: string) => void
  readonly type?: 'text' | 'password'
  readonly hint?: JSX.Element
  readonly error?: string | undefined
  readonly autocomplete?: string
  readonly placeholder?: string
  readonly autofocus?: boolean
  readonly suffix?: string
}

export const inputLook =
  'h-8 w-full min-w-0 rounded-md border border-line-strong/60 bg-bg px-2.5 text-text placeholder:text-text-3 hover:border-line-strong focus-visible:border-accent focus-visible:outline-1 focus-visible:outline-offset-0 disabled:opacity-50 data-[invalid]:border-offline max-md:h-11 max-md:text-[16px]'

/** Label, input, and one line below it: the error where there is one, the hint otherwise. */
export function Field(props: FieldProps) {
  return (
    <TextField
      name={props.name}
      value={props.value}
      onChange={props.onInput}
      validationState={props.error === undefined ? 'valid' : 'invalid'}
      class="flex min-w-0 flex-col gap-1"
    >
      <TextField.Label class="font-medium text-sm text-text-2">{props.label}</TextField.Label>
      <div class="relative">
        <TextField.Input
          ref={element => {
            if (props.autofocus === true) queueMicrotask(() => element.focus())
          }}
          type={props.type ?? 'text'}
          autocomplete={props.autocomplete ?? 'off'}
          autocapitalize="off"
          spellcheck={false}
          placeholder={props.placeholder}
          class={`${inputLook} ${props.suffix === undefined ? '' : 'pr-12'}`}
        />
        <Show when={props.suffix}>
          <span class="pointer-events-none absolute inset-y-0 right-2.5 flex items-center text-sm text-text-3">
            {props.suffix}
          </span>
        </Show>
      </div>
      <TextField.ErrorMessage class="text-offline text-sm">{props.error}</TextField.ErrorMessage>
      <Show when={props.error === undefined && props.hint}>
        <TextField.Description class="text-sm text-text-3">{props.hint}</TextField.Description>
      </Show>
    </TextField>
  )
}
