import type { Agent, AgentCopy } from '@nightjar/shared/api/agent.ts'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import ShieldOff from 'lucide-solid/icons/shield-off'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, Show } from 'solid-js'
import { Badge } from '../../ui/badge/badge.tsx'
import { Menu, MenuItem } from '../../ui/menu/menu.tsx'
import { AgentCopies } from './agent-copies.tsx'
import { AgentFacts } from './agent-facts.tsx'
import { stateOf } from './agent-words.ts'

interface AgentCardProps {
  readonly agent: Agent
  readonly now: number
  readonly mayManage: boolean
  readonly onRevoke: () => void
  readonly onContinue: (copy: AgentCopy) => void
}

/** One agent: whether it is there, what is known of it, and what is wrong with it. */
export function AgentCard(props: AgentCardProps) {
  const agent = () => props.agent
  return (
    <article aria-label={agent().hostname} class="rounded-lg border border-line bg-surface">
      <header class="flex items-center gap-3 border-line border-b py-2 pr-2 pl-4">
        <h3 class="min-w-0 truncate font-medium">{agent().hostname}</h3>
        <Badge tone={stateOf(agent()).tone} dot>
          {stateOf(agent()).title}
        </Badge>
        <span class="grow" />
        <Show when={props.mayManage && agent().state !== 'revoked'}>
          <Menu label={`Actions for ${agent().hostname}`} trigger={<Ellipsis size={16} />}>
            <MenuItem danger icon={<ShieldOff size={15} />} onSelect={props.onRevoke}>
              Revoke
            </MenuItem>
          </Menu>
        </Show>
      </header>
      <Show when={agent().state === 'cloned'}>
        <AgentCopies agent={agent()} now={props.now} mayManage={props.mayManage} onContinue={props.onContinue} />
      </Show>
      <AgentFacts agent={agent()} now={props.now} />
      <For each={agent().warnings}>
        {warning => (
          <p class="flex items-start gap-2 border-line border-t px-4 py-2 text-connecting text-sm">
            <TriangleAlert size={14} class="mt-px shrink-0" />
            {warning}
          </p>
        )}
      </For>
    </article>
  )
}
