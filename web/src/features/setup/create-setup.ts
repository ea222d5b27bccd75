import type { Problem } from '@nightjar/shared/api/problem.ts'
import { createSignal } from 'solid-js'
import { checkSetupToken, completeSetup, getMe, login } from '../../api/session.ts'
import { refusedFields, type SetupDraft, setupErrors } from './setup-errors.ts'

/** What the check may say about a token; anything else (no network, say) the form itself will meet. */
const ofTokens: ReadonlySet<string> = new Set(['setup.wrong-token', 'setup.done', 'auth.rate-limited'])

/**
 * The first administrator: made, then signed in.
 * @param token as the address handed it over; empty where it did not
 */
export function createSetup(token: string, onDone: () => void) {
  const [draft, setDraft] = createSignal<SetupDraft>({ token, username: '', password: '', repeated: '' })
  const [busy, setBusy] = createSignal(false)
  const [local, setLocal] = createSignal<Record<string, string>>({})
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const errors = (): Record<string, string> => ({ ...refusedFields(problem()), ...local() })
  return {
    draft,
    change: (part: Partial<SetupDraft>): void => void setDraft(before => ({ ...before, ...part })),
    /** Another token was handed over: what was said of the one before is past. */
    handOver(token: string): void {
      setDraft(before => ({ ...before, token }))
      setProblem(null)
      setLocal({})
    },
    /** Asks whether the token that was handed over is good, before anybody fills in a form that would be refused. */
    async check(signal?: AbortSignal): Promise<void> {
      const asked = draft().token.trim()
      if (asked === '') return
      const answer = await checkSetupToken(asked, signal)
      // Typed over meanwhile: the form will be judged by what it holds then.
      if (answer.kind !== 'failed' || draft().token.trim() !== asked) return
      if (ofTokens.has(answer.problem.code)) setProblem(answer.problem)
    },
    /** Somebody has been here before: there is nothing to fill in any more. */
    isDone: () => problem()?.code === 'setup.done',
    busy,
    errors,
    /** Where no field can mend it. */
    problem: () => (Object.keys(errors()).length === 0 ? problem() : null),
    async submit(): Promise<void> {
      setProblem(null)
      setLocal(setupErrors(draft()))
      if (Object.keys(local()).length > 0) return
      setBusy(true)
      const username = draft().username.trim()
      const { password } = draft()
      const done = await completeSetup({ token: draft().token.trim(), username, password })
      if (done.kind === 'failed') {
        setBusy(false)
        setProblem(done.problem)
        return
      }
      const signedIn = await getMe()
      if (signedIn.kind !== 'ok') await login({ username, password })
      onDone()
    },
  }
}
