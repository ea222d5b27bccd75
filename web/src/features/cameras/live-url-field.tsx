import { Field } from '../../ui/field/field.tsx'
import { AddressWarnings } from './address-warnings.tsx'
import { useCameraForm } from './camera-form-context.ts'
import { asMeant } from './split-address.ts'

export function LiveUrlField() {
  const { draft, change, errors } = useCameraForm()
  const takeOut = () => {
    const { url, ...credentials } = asMeant(draft().liveUrl)
    if (url !== draft().liveUrl) change({ liveUrl: url, ...credentials })
  }
  return (
    <div class="min-w-0" onFocusOut={takeOut}>
      <Field
        label="Smaller stream for live tiles"
        name="liveUrl"
        value={draft().liveUrl}
        onInput={liveUrl => change({ liveUrl })}
        error={errors().liveUrl}
        hint="Optional. Without it tiles show the recorded stream."
      />
      <AddressWarnings url={draft().liveUrl} />
    </div>
  )
}
