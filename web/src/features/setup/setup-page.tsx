import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, onCleanup, Show } from 'solid-js'
import { getSetupStatus } from '../../api/session.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Field } from '../../ui/field/field.tsx'
import { FrontDoor } from '../../ui/front-door/front-door.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { createSetup } from './create-setup.ts'
import { NewPasswordFields } from './new-password-fields.tsx'
import { takeSetupToken, watchSetupToken } from './take-setup-token.ts'

export function SetupPage() {
  usePageTitle(() => 'Set up')
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [handedOver, setHandedOver] = createSignal(takeSetupToken())
  const setup = createSetup(handedOver(), () => {
    queryClient.clear()
    navigate('/', { replace: true })
  })
  const leaving = new AbortController()
  onCleanup(() => leaving.abort())
  void setup.check(leaving.signal)
  onCleanup(
    watchSetupToken(token => {
      setHandedOver(token)
      setup.handOver(token)
      void setup.check(leaving.signal)
    }),
  )
  void getSetupStatus(leaving.signal).then(status => {
    // Who came by the link is told why it leads nowhere; anybody else just wants to sign in.
    if (status.kind === 'ok' && !status.value.required && handedOver() === '') navigate('/login', { replace: true })
  })
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void setup.submit()
  }

  return (
    <FrontDoor title="Welcome to Nightjar" intro="Create the first administrator of this installation.">
      <Show
        when={!setup.isDone()}
        fallback={
          <div class="flex flex-col gap-4">
            <Show when={setup.problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
            <Button look="primary" onClick={() => navigate('/login', { replace: true })}>
              Sign in
            </Button>
          </div>
        }
      >
        <form novalidate onSubmit={submit} class="flex flex-col gap-4">
          <Show when={handedOver() === '' || setup.errors().token !== undefined}>
            <Field
              label="Setup token"
              name="token"
              value={setup.draft().token}
              onInput={token => setup.change({ token })}
              error={setup.errors().token}
              hint="The server printed it, and a link with it, when it started."
              autofocus={handedOver() === ''}
            />
          </Show>
          <Field
            label="User name"
            name="username"
            autocomplete="username"
            value={setup.draft().username}
            onInput={username => setup.change({ username })}
            error={setup.errors().username}
            autofocus={handedOver() !== ''}
          />
          <NewPasswordFields draft={setup.draft()} onChange={setup.change} errors={setup.errors()} />
          <Show when={setup.problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
          <Button type="submit" look="primary" disabled={setup.busy()} class="mt-2">
            {setup.busy() ? 'Creating the administrator…' : 'Create administrator'}
          </Button>
        </form>
      </Show>
    </FrontDoor>
  )
}
