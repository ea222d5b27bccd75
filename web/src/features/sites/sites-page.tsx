import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import { roleHolds } from '@nightjar/shared/policy/permissions.ts'
import { useQueryClient } from '@tanstack/solid-query'
import Plus from 'lucide-solid/icons/plus'
import Server from 'lucide-solid/icons/server'
import { createSignal, Show } from 'solid-js'
import { queryKeys, useAgents, useMe, useSites } from '../../api/queries.ts'
import { continueAgent, revokeAgent } from '../../api/sites.ts'
import { createRemoval } from '../../primitives/create-removal.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Confirm } from '../../ui/dialog/confirm.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { PageState } from '../../ui/page-state/page-state.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { AddSiteDialog } from './add-site-dialog.tsx'
import { ConfirmCopy, type CopyChoice } from './confirm-copy.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { SiteList } from './site-list.tsx'

export function SitesPage() {
  usePageTitle(() => 'Sites & agents')
  const sites = useSites()
  const agents = useAgents()
  const me = useMe()
  const queryClient = useQueryClient()
  const [adding, setAdding] = createSignal(false)
  const [enrolling, setEnrolling] = createSignal<Site | null>(null)
  const mayManage = () => me.data !== undefined && roleHolds(me.data.user.role, 'agent.manage')
  const removal = createRemoval<Agent>({
    remove: agent => revokeAgent(agent.id),
    onDone({ hostname }, failure) {
      if (failure === null) notify({ title: `${hostname} was revoked` })
      else notify({ title: `${hostname} was not revoked`, detail: failure, failed: true })
      return queryClient.invalidateQueries({ queryKey: queryKeys.agents })
    },
  })
  const choice = createRemoval<CopyChoice>({
    remove: ({ agent, copy }) => continueAgent(agent.id, copy.id),
    onDone({ copy }, failure) {
      if (failure === null) notify({ title: `${copy.hostname} goes on` })
      else notify({ title: 'Nothing was chosen', detail: failure, failed: true })
      return queryClient.invalidateQueries({ queryKey: queryKeys.agents })
    },
  })
  const addButton = () => (
    <Button look="primary" onClick={() => setAdding(true)}>
      <Plus size={15} /> Add site
    </Button>
  )

  return (
    <div class="mx-auto w-full max-w-6xl p-4 max-md:p-3">
      <header class="mb-4 flex items-center justify-between">
        <h1 class="font-semibold text-xl">Sites & agents</h1>
        <Show when={mayManage() && (sites.data?.length ?? 0) > 0}>{addButton()}</Show>
      </header>
      <PageState
        query={sites}
        waiting="Loading the sites…"
        empty={
          <EmptyState icon={<Server size={22} />} title="No sites yet" action={mayManage() ? addButton() : undefined}>
            A site is a place with cameras. Add one, then enrol the agent that records there.
          </EmptyState>
        }
      >
        <SiteList
          sites={sites.data ?? []}
          agents={agents}
          mayManage={mayManage()}
          onEnrol={setEnrolling}
          onRevoke={removal.ask}
          onContinue={choice.ask}
        />
      </PageState>
      <Show when={adding()}>
        <AddSiteDialog onClose={() => setAdding(false)} />
      </Show>
      <Show when={enrolling()} keyed>
        {site => <EnrolDialog site={site} agents={agents.data ?? []} onClose={() => setEnrolling(null)} />}
      </Show>
      <ConfirmCopy choice={choice} />
      <Confirm removal={removal} title={agent => `Revoke ${agent?.hostname ?? 'agent'}?`} action="Revoke agent">
        It loses every right at once: it can no longer report, mirror or show pictures. To use the machine again, enrol
        it anew. What it has recorded stays on its disk and in the archive.
      </Confirm>
    </div>
  )
}
