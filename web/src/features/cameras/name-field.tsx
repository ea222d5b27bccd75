import { Field } from '../../ui/field/field.tsx'
import { useCameraForm } from './camera-form-context.ts'

export function NameField(props: { readonly placeholder?: string; readonly autofocus?: boolean }) {
  const { draft, change, errors } = useCameraForm()
  return (
    <Field
      label="Name"
      name="name"
      value={draft().name}
      onInput={name => change({ name })}
      error={errors().name}
      placeholder={props.placeholder}
      autofocus={props.autofocus}
    />
  )
}
