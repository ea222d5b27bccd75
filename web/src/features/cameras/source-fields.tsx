import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import { Show } from 'solid-js'
import { Field } from '../../ui/field/field.tsx'
import { SelectField } from '../../ui/field/select-field.tsx'
import type { CameraDraft } from './camera-draft.ts'
import { splitAddress } from './split-address.ts'

interface SourceFieldsProps {
  readonly draft: CameraDraft
  readonly onChange: (change: Partial<CameraDraft>) => void
  readonly errors: Readonly<Record<string, string>>
  readonly agents: readonly Agent[]
  readonly sites: readonly Site[]
  /** The stored password is kept while this field stays empty. */
  readonly storedPassword?: boolean
}

const transports = [
  { value: 'tcp', label: 'TCP (reliable)' },
  { value: 'udp', label: 'UDP' },
]

export function SourceFields(props: SourceFieldsProps) {
  /** Text that arrives in one piece was pasted or dropped: its password moves before anybody can read it. */
  const setUrl = (text: string) => {
    const pasted = Math.abs(text.length - props.draft.url.length) > 1
    props.onChange(pasted ? withoutCredentials(text) : { url: text })
  }
  const withoutCredentials = (text: string): Partial<CameraDraft> => {
    const { url, username, password } = splitAddress(text)
    return { url, ...(username === null ? {} : { username }), ...(password === null ? {} : { password }) }
  }
  return (
    <div class="grid grid-cols-2 gap-x-4 gap-y-3 max-md:grid-cols-1">
      <div class="col-span-full" onFocusOut={() => props.onChange(withoutCredentials(props.draft.url))}>
        <Field
          label="RTSP address"
          name="url"
          value={props.draft.url}
          onInput={setUrl}
          error={props.errors.url}
          placeholder="rtsp://192.168.1.20:554/stream1"
          hint="From the camera's manual or its web page. A password in it moves to its own field."
          autofocus={props.storedPassword !== true}
        />
      </div>
      <Field
        label="User name"
        name="camera-username"
        value={props.draft.username}
        onInput={username => props.onChange({ username })}
        error={props.errors.username}
        placeholder={props.storedPassword === true ? 'unchanged' : ''}
      />
      <Field
        label="Password"
        name="camera-password"
        type="password"
        autocomplete="new-password"
        value={props.draft.password}
        onInput={password => props.onChange({ password })}
        error={props.errors.password}
        placeholder={props.storedPassword === true ? '••••••••' : ''}
        hint={props.storedPassword === true ? 'Stored and never shown. Enter both to replace them.' : undefined}
      />
      <SelectField
        label="Transport"
        value={props.draft.transport}
        options={transports}
        onInput={transport => props.onChange({ transport: transport === 'udp' ? 'udp' : 'tcp' })}
      />
      <Show when={props.agents.length > 1 && props.storedPassword !== true}>
        <SelectField
          label="Agent"
          value={props.draft.agentId}
          options={[
            { value: '', label: 'Choose the agent near the camera' },
            ...props.agents.map(agent => ({ value: agent.id, label: agentLabel(agent, props.sites) })),
          ]}
          error={props.errors.agentId}
          onInput={agentId => props.onChange({ agentId })}
        />
      </Show>
    </div>
  )
}

function agentLabel(agent: Agent, sites: readonly Site[]): string {
  const site = sites.find(({ id }) => id === agent.siteId)?.name
  return `${site === undefined ? '' : `${site} · `}${agent.hostname}${agent.state === 'offline' ? ' (offline)' : ''}`
}
