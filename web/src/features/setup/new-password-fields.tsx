import { Field } from '../../ui/field/field.tsx'
import { passwordHint } from './password-strength.ts'
import type { SetupDraft } from './setup-errors.ts'

interface NewPasswordFieldsProps {
  readonly draft: SetupDraft
  readonly onChange: (part: Partial<SetupDraft>) => void
  readonly errors: Readonly<Record<string, string>>
}

/** A password that nobody has typed before: once with what is to be known of it, and once more. */
export function NewPasswordFields(props: NewPasswordFieldsProps) {
  const hint = () => passwordHint(props.draft.password, props.draft.username)
  return (
    <>
      <Field
        label="Password"
        name="password"
        type="password"
        autocomplete="new-password"
        value={props.draft.password}
        onInput={password => props.onChange({ password })}
        error={props.errors.password}
        hint={<span class={hint().good ? 'text-recording' : ''}>{hint().text}</span>}
      />
      <Field
        label="Password again"
        name="repeated"
        type="password"
        autocomplete="new-password"
        value={props.draft.repeated}
        onInput={repeated => props.onChange({ repeated })}
        error={props.errors.repeated}
      />
    </>
  )
}
