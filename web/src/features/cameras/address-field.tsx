import { hasPlaceholder } from '@nightjar/shared/camera-address/placeholders.ts'
import { Field } from '../../ui/field/field.tsx'
import { AddressWarnings } from './address-warnings.tsx'
import { useCameraForm } from './camera-form-context.ts'
import { asMeant } from './split-address.ts'

/**
 * Text that arrives in one piece was pasted or dropped: its password moves before anybody can read it. Who leaves the
 * field sees the whole address that is meant.
 */
export function AddressField() {
  const { draft, change, errors, storedPassword } = useCameraForm()
  const setUrl = (text: string) => {
    const pasted = Math.abs(text.length - draft().url.length) > 1
    change(pasted ? asMeant(text) : { url: text })
  }
  return (
    <div class="col-span-full" onFocusOut={() => change(asMeant(draft().url))}>
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
            : "From the camera's manual or its web page; rtsp:// is put in front. A password moves to its own field."
        }
        autofocus={!storedPassword}
      />
      <AddressWarnings url={draft().url} />
    </div>
  )
}
