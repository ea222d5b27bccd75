import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import Plus from 'lucide-solid/icons/plus'
import { Show } from 'solid-js'
import { ForById } from '../../primitives/for-by-id.tsx'
import { Button } from '../../ui/button/button.tsx'
import { AgentCard } from './agent-card.tsx'
import type { CopyChoice } from './confirm-copy.tsx'

interface SiteSectionProps {
  readonly site: Site
  readonly agents: readonly Agent[]
  readonly now: number
  readonly mayManage: boolean
  readonly onEnrol: () => void
  readonly onRevoke: (agent: Agent) => void
  readonly onContinue: (choice: CopyChoice) => void
}

export function SiteSection(props: SiteSectionProps) {
  return (
    <section aria-label={props.site.name}>
      <header class="mb-2 flex items-center justify-between gap-4">
        <div>
          <h2 class="font-semibold text-lg leading-5">{props.site.name}</h2>
          <p class="text-sm text-text-3">{props.site.timeZone}</p>
        </div>
        <Show when={props.mayManage}>
          <Button size="small" onClick={props.onEnrol}>
            <Plus size={14} /> Enrol agent
          </Button>
        </Show>
      </header>
      <Show
        when={props.agents.length > 0}
        fallback={
          <p class="rounded-lg border border-line border-dashed px-4 py-6 text-center text-text-2">
            No agent here yet. Enrol one: it runs on a machine at the site and records its cameras.
          </p>
        }
      >
        <div class="grid grid-cols-2 gap-3 max-lg:grid-cols-1">
          <ForById each={props.agents}>
            {agent => (
              <AgentCard
                agent={agent()}
                now={props.now}
                mayManage={props.mayManage}
                onRevoke={() => props.onRevoke(agent())}
                onContinue={copy => props.onContinue({ agent: agent(), copy })}
              />
            )}
          </ForById>
        </div>
      </Show>
    </section>
  )
}
