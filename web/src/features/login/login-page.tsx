import { useNavigate, useSearchParams } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { onCleanup, Show } from 'solid-js'
import { getSetupStatus } from '../../api/session.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Field } from '../../ui/field/field.tsx'
import { FrontDoor } from '../../ui/front-door/front-door.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { createLogin } from './create-login.ts'
import { safeNext } from './safe-next.ts'

export function LoginPage() {
  usePageTitle(() => 'Sign in')
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [search] = useSearchParams<{ next?: string }>()
  const signIn = createLogin(() => {
    queryClient.clear()
    navigate(safeNext(search.next), { replace: true })
  })
  const leaving = new AbortController()
  onCleanup(() => leaving.abort())
  void getSetupStatus(leaving.signal).then(status => {
    if (status.kind === 'ok' && status.value.required) navigate('/setup', { replace: true })
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void signIn.submit()
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
          value={signIn.username()}
          onInput={signIn.setUsername}
          error={signIn.errors().username}
          autofocus
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="current-password"
          value={signIn.password()}
          onInput={signIn.setPassword}
          error={signIn.errors().password}
        />
        <Show when={signIn.problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
        <Button type="submit" look="primary" disabled={signIn.busy()} class="mt-2">
          {signIn.busy() ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </FrontDoor>
  )
}
