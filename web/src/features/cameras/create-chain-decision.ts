import type { Problem } from '@nightjar/shared/api/problem.ts'
import { createSignal } from 'solid-js'
import { beginChainAnew, resumeChain } from '../../api/chains.ts'

export type Decision = 'resume' | 'begin-anew'

/** First what is to be done with refused records, then whether it is meant, then it is done. */
export function createChainDecision(cameraId: string, onDone: (decision: Decision) => unknown) {
  const [chosen, choose] = createSignal<Decision | null>(null)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  return {
    chosen,
    busy,
    problem,
    choose,
    back: () => void choose(null),
    async confirm() {
      const decision = chosen()
      if (decision === null || busy()) return
      setBusy(true)
      setProblem(null)
      const result = await (decision === 'resume' ? resumeChain(cameraId) : beginChainAnew(cameraId))
      setBusy(false)
      if (result.kind === 'failed') return void setProblem(result.problem)
      await onDone(decision)
    },
  }
}
