import type { Agent } from '@nightjar/shared/api/agent.ts'
import { type JSX, Show } from 'solid-js'
import { counted } from '../../words/counted.ts'
import { backlogWords, lastSeen, settingsWords } from './agent-words.ts'
import { DiskUse } from './disk-use.tsx'

const troubleLooks = { offline: 'text-offline', connecting: 'text-connecting' }

/** What is known of one agent, line by line. */
export function AgentFacts(props: { readonly agent: Agent; readonly now: number }) {
  const agent = () => props.agent
  return (
    <dl class="grid grid-cols-[7rem_1fr] gap-x-4 gap-y-1.5 px-4 py-3">
      <Fact name="Last seen">{lastSeen(agent(), props.now)}</Fact>
      <Fact name="Version">{agent().software}</Fact>
      <Fact name="Settings">
        <Settings agent={agent()} />
      </Fact>
      <Show when={agent().disk}>
        {disk => (
          <Fact name="Disk">
            <DiskUse disk={disk()} />
          </Fact>
        )}
      </Show>
      <Fact name="To be mirrored">{backlogWords(agent(), props.now)}</Fact>
      <Show when={agent().outboxDepth > 0}>
        <Fact name="To be reported">{counted(agent().outboxDepth, 'message')}</Fact>
      </Show>
      <Fact name="Key">
        <code class="break-all text-sm text-text-3">{agent().fingerprint.slice(0, 32)}…</code>
      </Fact>
    </dl>
  )
}

function Fact(props: { readonly name: string; readonly children: JSX.Element }) {
  return (
    <>
      <dt class="text-text-3">{props.name}</dt>
      <dd class="min-w-0">{props.children}</dd>
    </>
  )
}

function Settings(props: { readonly agent: Agent }) {
  const words = () => settingsWords(props.agent)
  return (
    <Show when={words().trouble} fallback={words().text}>
      {trouble => <span class={troubleLooks[trouble()]}>{words().text}</span>}
    </Show>
  )
}
