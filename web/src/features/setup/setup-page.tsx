import { usernameSchema } from '@nightjar/shared/api/identity.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, onCleanup, Show } from 'solid-js'
import { fieldErrors } from '../../api/result.ts'
import { completeSetup, getMe, getSetupStatus, login } from '../../api/session.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { Button } from '../../ui/button/button.tsx'
import { Field } from '../../ui/field/field.tsx'
import { FrontDoor } from '../../ui/front-door/front-door.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { passwordHint } from './password-strength.ts'
import { takeSetupToken } from './take-setup-token.ts'

export function SetupPage() {
  usePageTitle(() => 'Set up')
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const handedOver = takeSetupToken()
  const [token, setToken] = createSignal(handedOver)
  const [username, setUsername] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [repeated, setRepeated] = createSignal('')
  const [busy, setBusy] = createSignal(false)
  const [local, setLocal] = createSignal<Record<string, string>>({})
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const leaving = new AbortController()
  onCleanup(() => leaving.abort())

  const errors = (): Record<string, string> => ({
    ...fieldErrors(problem()),
    ...(problem()?.code === 'setup.wrong-token' ? { token: problem()!.detail } : {}),
    ...local(),
  })
  void getSetupStatus(leaving.signal).then(status => {
    if (status.kind === 'ok' && !status.value.required) navigate('/login', { replace: true })
  })

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    setProblem(null)
    setLocal(check(username(), password(), repeated(), token()))
    if (Object.keys(local()).length > 0) return
    setBusy(true)
    const done = await completeSetup({ token: token().trim(), username: username().trim(), password: password() })
    if (done.kind === 'failed') {
      setBusy(false)
      setProblem(done.problem)
      return
    }
    const signedIn = await getMe()
    if (signedIn.kind !== 'ok') await login({ username: username().trim(), password: password() })
    queryClient.clear()
    navigate('/', { replace: true })
  }

  return (
    <FrontDoor title="Welcome to Nightjar" intro="Create the first administrator of this installation.">
      <form novalidate onSubmit={submit} class="flex flex-col gap-4">
        <Show when={handedOver === '' || errors().token !== undefined}>
          <Field
            label="Setup token"
            name="token"
            value={token()}
            onInput={setToken}
            error={errors().token}
            hint="The server printed it, and a link with it, when it started."
            autofocus={handedOver === ''}
          />
        </Show>
        <Field
          label="User name"
          name="username"
          autocomplete="username"
          value={username()}
          onInput={setUsername}
          error={errors().username}
          autofocus={handedOver !== ''}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autocomplete="new-password"
          value={password()}
          onInput={setPassword}
          error={errors().password}
          hint={
            <span class={passwordHint(password(), username()).good ? 'text-recording' : ''}>
              {passwordHint(password(), username()).text}
            </span>
          }
        />
        <Field
          label="Password again"
          name="repeated"
          type="password"
          autocomplete="new-password"
          value={repeated()}
          onInput={setRepeated}
          error={errors().repeated}
        />
        <Show when={problem() !== null && Object.keys(errors()).length === 0 && problem()}>
          {shown => <ProblemNote problem={shown()} />}
        </Show>
        <Button type="submit" look="primary" disabled={busy()} class="mt-2">
          {busy() ? 'Creating the administrator…' : 'Create administrator'}
        </Button>
      </form>
    </FrontDoor>
  )
}

function check(username: string, password: string, repeated: string, token: string): Record<string, string> {
  const found: Record<string, string> = {}
  const name = usernameSchema.safeParse(username)
  if (!name.success) found.username = sentence(name.error.issues[0]?.message ?? 'enter a user name')
  if ([...password].length < 12) found.password = 'Use at least 12 characters.'
  if (repeated !== password) found.repeated = 'The two passwords are not the same.'
  if (token.trim() === '') found.token = 'Enter the setup token.'
  return found
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`
