import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { Show } from 'solid-js'
import { Field } from '../../ui/field/field.tsx'
import { SelectField } from '../../ui/field/select-field.tsx'
import { AddressField } from './address-field.tsx'
import { agentLabel } from './agent-label.ts'
import { useCameraForm } from './camera-form-context.ts'
import { TlsKeyField } from './tls-key-field.tsx'

const transports: readonly { readonly value: TransportChoice; readonly label: string }[] = [
  { value: 'auto', label: 'Automatic (TCP, else UDP)' },
  { value: 'tcp', label: 'TCP' },
  { value: 'udp', label: 'UDP' },
]

/** Where the pictures come from. */
export function SourceFields() {
  const { draft, change, errors, agents, sites, storedPassword, passwordRefused, transportInUse } = useCameraForm()
  return (
    <div class="grid grid-cols-2 gap-x-4 gap-y-3 max-md:grid-cols-1">
      <AddressField />
      <TlsKeyField />
      <Field
        label="User name"
        name="camera-username"
        value={draft().username}
        onInput={username => change({ username })}
        error={errors().username}
        placeholder={storedPassword ? 'unchanged' : ''}
      />
      <Field
        label="Password"
        name="camera-password"
        type="password"
        autocomplete="new-password"
        value={draft().password}
        onInput={password => change({ password })}
        error={errors().password}
        placeholder={storedPassword ? '••••••••' : ''}
        hint={passwordHint(storedPassword, passwordRefused)}
      />
      <SelectField
        label="Transport"
        value={draft().transport}
        options={transports}
        hint={transportInUse === null ? undefined : `In use: ${transportInUse}.`}
        onInput={chosen => change({ transport: transports.find(({ value }) => value === chosen)?.value ?? 'auto' })}
      />
      <Show when={agents().length > 1 && !storedPassword}>
        <SelectField
          label="Agent"
          value={draft().agentId}
          options={[
            { value: '', label: 'Choose the agent near the camera' },
            ...agents().map(agent => ({ value: agent.id, label: agentLabel(agent, sites()) })),
          ]}
          error={errors().agentId}
          onInput={agentId => change({ agentId })}
        />
      </Show>
    </div>
  )
}

function passwordHint(stored: boolean, refused: boolean): string | undefined {
  if (refused) return 'The camera refused it. Enter both: corrected ones are tried at once.'
  return stored ? 'Stored and never shown. Enter both to replace them.' : undefined
}
