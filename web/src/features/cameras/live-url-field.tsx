import { completeAddress } from '@nightjar/shared/domain/complete-address.ts'
import { Field } from '../../ui/field/field.tsx'
import { useCameraForm } from './camera-form-context.ts'

export function LiveUrlField() {
  const { draft, change, errors } = useCameraForm()
  return (
    <div class="min-w-0" onFocusOut={() => change({ liveUrl: completeAddress(draft().liveUrl) })}>
      <Field
        label="Smaller stream for live tiles"
        name="liveUrl"
        value={draft().liveUrl}
        onInput={liveUrl => change({ liveUrl })}
        error={errors().liveUrl}
        hint="Optional. Without it tiles show the recorded stream."
      />
    </div>
  )
}
