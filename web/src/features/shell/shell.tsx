import { roleHolds } from '@nightjar/shared/policy/permissions.ts'
import { type RouteSectionProps, useLocation, useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createEffect, createSignal, Match, onCleanup, Show, Switch } from 'solid-js'
import { useMe, useNotices } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { getSetupStatus } from '../../api/session.ts'
import { onSessionEnd } from '../../api/session-events.ts'
import { createHotkeys } from '../../primitives/create-hotkeys.ts'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { BottomNav } from './bottom-nav.tsx'
import { ConnectionBanner } from './connection-banner.tsx'
import { Header } from './header.tsx'
import { HelpOverlay } from './help-overlay.tsx'
import { navigation } from './navigation.ts'
import { NoticesBanner } from './notices-banner.tsx'

/** Frame of all pages that need a session; without one it leads to setup or login, and back here afterwards. */
export function Shell(props: RouteSectionProps) {
  const me = useMe()
  const notices = useNotices(() => me.data !== undefined && roleHolds(me.data.user.role, 'user.manage'))
  const navigate = useNavigate()
  const location = useLocation()
  const queryClient = useQueryClient()
  const [help, setHelp] = createSignal(false)

  const leave = async () => {
    const setup = await getSetupStatus()
    queryClient.clear()
    if (setup.kind === 'ok' && setup.value.required) navigate('/setup', { replace: true })
    else navigate(`/login?next=${encodeURIComponent(location.pathname + location.search)}`, { replace: true })
  }
  onCleanup(onSessionEnd(leave))

  createHotkeys({
    ...Object.fromEntries(navigation.map(({ keys, href }) => [keys, () => navigate(href)])),
    '?': () => setHelp(true),
    'shift+?': () => setHelp(true),
  })
  createEffect(() => {
    location.pathname
    window.scrollTo(0, 0)
  })

  return (
    <Switch fallback={<Waiting>Checking who is signed in…</Waiting>}>
      <Match when={me.isSuccess && me.data}>
        {data => (
          <div class="flex min-h-dvh flex-col">
            <Header me={data()} onHelp={() => setHelp(true)} />
            <ConnectionBanner />
            <NoticesBanner notices={notices.data ?? []} />
            <main id="main" tabindex={-1} class="flex min-h-0 grow flex-col outline-none max-md:pb-14">
              {props.children}
            </main>
            <BottomNav />
            <HelpOverlay open={help()} onOpenChange={setHelp} />
          </div>
        )}
      </Match>
      <Match when={me.isError}>
        <Show when={problemOf(me.error).status !== 401} fallback={<Waiting>Taking you to the sign-in page…</Waiting>}>
          <div class="mx-auto max-w-lg px-4 py-16">
            <ProblemNote problem={problemOf(me.error)} onRetry={() => me.refetch()} />
          </div>
        </Show>
      </Match>
    </Switch>
  )
}
