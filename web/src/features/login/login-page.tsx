import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useNavigate, useSearchParams } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, onCleanup, Show } from 'solid-js'
import { getSetupStatus, login } from '../../api/session.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Field } from '../../ui/field/field.tsx'
import { FrontDoor } from '../../ui/front-door/front-door.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { safeNext } from './safe-next.ts'

export function LoginPage() {
  usePageTitle(() => 'Sign in')
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [search] = useSearchParams<{ next?: string }>()
  const [username, setUsername] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [busy, setBusy] = createSignal(false)
  const [missing, setMissing] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const leaving = new AbortController()
  onCleanup(() => leaving.abort())

  void getSetupStatus(leaving.signal).then(status => {
    if (status.kind === 'ok' && status.value.required) navigate('/setup', { replace: true })
  })

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setProblem(null)
    setMissing(username().trim() === '' || password() === '')
    if (missing()) return
    setBusy(true)
    const result = await login({ username: username().trim(), password: password() })
    setBusy(false)
    if (result.kind === 'failed') {
      setProblem(result.problem)
      return
    }
    queryClient.clear()
    navigate(safeNext(search.next), { replace: true })
  }

  return (
    <FrontDoor
      title="Sign in"
      intro={search.next === undefined ? 'Live pictures, recordings and cameras.' : 'Sign in to go on where you were.'}
    >
      <form novalidate onSubmit={submit} class="flex flex-col gap-4">
        <Field
          label="User name"
          name="username"
          autocomplete="username"
          value={username()}
          onInput={setUsername}
          error={missing() && username().trim() === '' ? 'Enter your user name.' : undefined}
          autofocus
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="current-password"
          value={password()}
          onInput={setPassword}
          error={missing() && password() === '' ? 'Enter your password.' : undefined}
        />
        <Show when={problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
        <Button type="submit" look="primary" disabled={busy()} class="mt-2">
          {busy() ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </FrontDoor>
  )
}
