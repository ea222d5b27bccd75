import { Show } from 'solid-js'
import { Field } from '../../ui/field/field.tsx'
import { isEncrypted } from './camera-draft.ts'
import { useCameraForm } from './camera-form-context.ts'

/** For encrypted addresses only. Another key than the stored one replaces it: both are shown before that. */
export function TlsKeyField() {
  const { draft, change, errors, adoptedKey } = useCameraForm()
  const replaces = () => (adoptedKey !== null && draft().tlsPin.trim() !== adoptedKey ? adoptedKey : null)
  return (
    <Show when={isEncrypted(draft().url)}>
      <div class="col-span-full flex flex-col gap-2">
        <Field
          label="Fingerprint of the camera's key"
          name="tlsPin"
          value={draft().tlsPin}
          onInput={tlsPin => change({ tlsPin })}
          error={errors().tlsPin}
          placeholder="sha256/…"
          hint="Leave it empty where an authority vouches for the camera. It belongs to this host and port."
        />
        <Show when={replaces()}>
          {before => (
            <div
              role="alert"
              class="rounded-md border border-offline/40 bg-offline-soft px-3 py-2 [overflow-wrap:anywhere]"
            >
              <p class="font-medium">
                {draft().tlsPin.trim() === ''
                  ? 'The adopted key is no longer asked for'
                  : 'Another key will be trusted'}
              </p>
              <p class="text-text-2">
                Adopted: <span class="font-mono text-sm">{before()}</span>
              </p>
              <Show when={draft().tlsPin.trim() !== ''}>
                <p class="text-text-2">
                  New: <span class="font-mono text-sm">{draft().tlsPin.trim()}</span>
                </p>
              </Show>
            </div>
          )}
        </Show>
      </div>
    </Show>
  )
}
