import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import { roleHolds } from '@nightjar/shared/policy/permissions.ts'
import { useQueryClient } from '@tanstack/solid-query'
import Plus from 'lucide-solid/icons/plus'
import Server from 'lucide-solid/icons/server'
import { createSignal, Match, Show, Switch } from 'solid-js'
import { queryKeys, useAgents, useMe, useSites } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { revokeAgent } from '../../api/sites.ts'
import { createNow } from '../../primitives/create-now.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Confirm } from '../../ui/dialog/confirm.tsx'
import { EmptyState } from '../../ui/empty-state/empty-state.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { AddSiteDialog } from './add-site-dialog.tsx'
import { EnrolDialog } from './enrol-dialog.tsx'
import { SiteSection } from './site-section.tsx'

export function SitesPage() {
  usePageTitle(() => 'Sites & agents')
  const sites = useSites()
  const agents = useAgents()
  const me = useMe()
  const queryClient = useQueryClient()
  const now = createNow()
  const [adding, setAdding] = createSignal(false)
  const [enrolling, setEnrolling] = createSignal<Site | null>(null)
  const [doomed, setDoomed] = createSignal<Agent | null>(null)
  const [revoking, setRevoking] = createSignal(false)
  const mayManage = () => me.data !== undefined && roleHolds(me.data.user.role, 'agent.manage')

  const revoke = async () => {
    const agent = doomed()
    if (agent === null) return
    setRevoking(true)
    const result = await revokeAgent(agent.id)
    setRevoking(false)
    setDoomed(null)
    if (result.kind === 'failed')
      notify({ title: `${agent.hostname} was not revoked`, detail: result.problem.detail, failed: true })
    else notify({ title: `${agent.hostname} was revoked` })
    await queryClient.invalidateQueries({ queryKey: queryKeys.agents })
  }
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
      <Switch fallback={<Waiting>Loading the sites…</Waiting>}>
        <Match when={sites.data === undefined && sites.isError}>
          <ProblemNote problem={problemOf(sites.error)} onRetry={() => sites.refetch()} />
        </Match>
        <Match when={sites.data?.length === 0}>
          <EmptyState icon={<Server size={22} />} title="No sites yet" action={mayManage() ? addButton() : undefined}>
            A site is a place with cameras. Add one, then enrol the agent that records there.
          </EmptyState>
        </Match>
        <Match when={sites.data !== undefined}>
          <Show when={mayManage() && agents.isError && agents.data === undefined}>
            <div class="mb-4">
              <ProblemNote problem={problemOf(agents.error)} onRetry={() => agents.refetch()} />
            </div>
          </Show>
          <div class="flex flex-col gap-8">
            <ForById each={sites.data ?? []}>
              {site => (
                <SiteSection
                  site={site()}
                  agents={(agents.data ?? []).filter(agent => agent.siteId === site().id)}
                  now={now()}
                  mayManage={mayManage()}
                  onEnrol={() => setEnrolling(site())}
                  onRevoke={setDoomed}
                />
              )}
            </ForById>
          </div>
        </Match>
      </Switch>
      <Show when={adding()}>
        <AddSiteDialog onClose={() => setAdding(false)} />
      </Show>
      <Show when={enrolling()} keyed>
        {site => <EnrolDialog site={site} agents={agents.data ?? []} onClose={() => setEnrolling(null)} />}
      </Show>
      <Confirm
        open={doomed() !== null}
        onOpenChange={open => !open && setDoomed(null)}
        title={`Revoke ${doomed()?.hostname ?? 'agent'}?`}
        action="Revoke agent"
        busy={revoking()}
        onConfirm={revoke}
      >
        It loses every right at once: it can no longer report, mirror or show pictures. To use the machine again, enrol
        it anew. What it has recorded stays on its disk and in the archive.
      </Confirm>
    </div>
  )
}
