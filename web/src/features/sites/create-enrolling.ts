import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import type { Enrolment } from '@nightjar/shared/api/site.ts'
import { type Accessor, createSignal, onCleanup } from 'solid-js'
import { createEnrolment } from '../../api/sites.ts'

/** Asks for a one-time code at once, and finds the agent that used it: the first of the site that was not there. */
export function createEnrolling(siteId: string, agents: Accessor<readonly Agent[]>) {
  const known = new Set(agents().map(agent => agent.id))
  const [enrolment, setEnrolment] = createSignal<Enrolment | null>(null)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  let gone = false
  onCleanup(() => {
    gone = true
  })
  const ask = async (): Promise<void> => {
    setProblem(null)
    setEnrolment(null)
    const result = await createEnrolment(siteId)
    if (gone) return
    if (result.kind === 'ok') setEnrolment(result.value)
    if (result.kind === 'failed') setProblem(result.problem)
  }
  void ask()
  return {
    enrolment,
    problem,
    ask,
    arrived: () => agents().find(agent => agent.siteId === siteId && !known.has(agent.id)),
  }
}
