import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import { Show } from 'solid-js'
import { problemOf } from '../../api/result.ts'
import { createNow } from '../../primitives/create-now.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { type PageQuery, pageStateOf } from '../../ui/page-state/page-state-of.ts'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import type { CopyChoice } from './confirm-copy.tsx'
import { SiteSection } from './site-section.tsx'

interface SiteListProps {
  readonly sites: readonly Site[]
  /** Refused to who may not manage agents. */
  readonly agents: PageQuery<readonly Agent[]>
  readonly mayManage: boolean
  readonly onEnrol: (site: Site) => void
  readonly onRevoke: (agent: Agent) => void
  readonly onContinue: (choice: CopyChoice) => void
}

/** The sites, each with its agents; without an answer about agents the sites stand alone. */
export function SiteList(props: SiteListProps) {
  const now = createNow()
  const failed = () => pageStateOf(props.agents, () => false) === 'failed'
  return (
    <>
      <Show when={props.mayManage && failed()}>
        <div class="mb-4">
          <ProblemNote problem={problemOf(props.agents.error)} onRetry={() => props.agents.refetch()} />
        </div>
      </Show>
      <div class="flex flex-col gap-8">
        <ForById each={props.sites}>
          {site => (
            <SiteSection
              site={site()}
              agents={(props.agents.data ?? []).filter(agent => agent.siteId === site().id)}
              now={now()}
              mayManage={props.mayManage}
              onEnrol={() => props.onEnrol(site())}
              onRevoke={props.onRevoke}
              onContinue={props.onContinue}
            />
          )}
        </ForById>
      </div>
    </>
  )
}
