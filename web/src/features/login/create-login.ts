import type { Problem } from '@nightjar/shared/api/problem.ts'
import { createSignal } from 'solid-js'
import { login } from '../../api/session.ts'

/** Signing in by name and password. */
export function createLogin(onDone: () => void) {
  const [username, setUsername] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [busy, setBusy] = createSignal(false)
  const [missing, setMissing] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const nameless = () => username().trim() === ''
  return {
    username,
    setUsername,
    password,
    setPassword,
    busy,
    /** What stands under the fields; only after somebody tried without them. */
    errors: () => ({
      username: missing() && nameless() ? 'Enter your user name.' : undefined,
      password: missing() && password() === '' ? 'Enter your password.' : undefined,
    }),
    problem,
    async submit(): Promise<void> {
      setProblem(null)
      setMissing(nameless() || password() === '')
      if (missing()) return
      setBusy(true)
      const result = await login({ username: username().trim(), password: password() })
      setBusy(false)
      if (result.kind === 'failed') setProblem(result.problem)
      else onDone()
    },
  }
}
