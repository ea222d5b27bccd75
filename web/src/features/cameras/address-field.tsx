import { Field } from '../../ui/field/field.tsx'
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
        hint="From the camera's manual or its web page. A password in it moves to its own field."
        autofocus={!storedPassword}
      />
    </div>
  )
}
