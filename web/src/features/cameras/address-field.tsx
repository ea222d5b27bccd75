import { hasPlaceholder } from '@nightjar/shared/camera-address/placeholders.ts'
import { Field } from '../../ui/field/field.tsx'
import { AddressWarnings } from './address-warnings.tsx'
import { useCameraForm } from './camera-form-context.ts'
import { withoutCredentials } from './split-address.ts'

/** Text that arrives in one piece was pasted or dropped: its password moves before anybody can read it. */
export function AddressField() {
  const { draft, change, errors, storedPassword } = useCameraForm()
  const setUrl = (text: string) => {
    const pasted = Math.abs(text.length - draft().url.length) > 1
    change(pasted ? withoutCredentials(text) : { url: text })
  }
  return (
    <div class="col-span-full" onFocusOut={() => change(withoutCredentials(draft().url))}>
      <Field
        label="RTSP address"
        name="url"
        value={draft().url}
        onInput={setUrl}
        error={errors().url}
        placeholder="rtsp://192.168.1.20:554/stream1"
        hint={
          hasPlaceholder(draft().url)
            ? 'What stands in braces is filled in from user name and password when the agent connects.'
            : "From the camera's manual or its web page. A password in it moves to its own field."
        }
        autofocus={!storedPassword}
      />
      <AddressWarnings url={draft().url} />
    </div>
  )
}
