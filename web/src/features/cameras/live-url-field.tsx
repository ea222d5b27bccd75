import { Field } from '../../ui/field/field.tsx'
import { useCameraForm } from './camera-form-context.ts'

export function LiveUrlField() {
  const { draft, change, errors } = useCameraForm()
  return (
    <Field
      label="Smaller stream for live tiles"
      name="liveUrl"
      value={draft().liveUrl}
      onInput={liveUrl => change({ liveUrl })}
      error={errors().liveUrl}
      hint="Optional. Without it tiles show the recorded stream."
    />
  )
}
