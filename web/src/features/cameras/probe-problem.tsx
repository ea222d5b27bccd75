import type { Problem } from '@nightjar/shared/api/problem.ts'
import { Show } from 'solid-js'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import type { createAddCamera } from './create-add-camera.ts'
import { KeyNote } from './key-note.tsx'

interface ProbeProblemProps {
  readonly problem: Problem
  readonly camera: ReturnType<typeof createAddCamera>
}

/** What no field can mend. A key that is not trusted can be: by comparing it and asking again with it. */
export function ProbeProblem(props: ProbeProblemProps) {
  const { draft, trust, probe } = props.camera
  return (
    <Show when={props.problem.certificate} fallback={<ProblemNote problem={props.problem} />}>
      {shown => (
        <KeyNote
          title={props.problem.title}
          detail={props.problem.detail}
          adopted={draft().tlsPin.trim() || null}
          shown={shown()}
          action="Adopt this key and check again"
          busy={probe.running()}
          onAdopt={() => void trust(shown().fingerprint)}
        />
      )}
    </Show>
  )
}
