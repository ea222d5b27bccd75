import type { Problem } from '@nightjar/shared/api/problem.ts'
import CircleAlert from 'lucide-solid/icons/circle-alert'
import { Show } from 'solid-js'
import { Button } from '../button/button.tsx'

interface ProblemNoteProps {
  readonly problem: Problem
  readonly onRetry?: () => void
}

/** What went wrong, what to do, and the way to try again. */
export function ProblemNote(props: ProblemNoteProps) {
  return (
    <div role="alert" class="flex items-start gap-3 rounded-md border border-offline/40 bg-offline-soft px-3 py-2.5">
      <CircleAlert size={16} class="mt-0.5 shrink-0 text-offline" />
      <div class="min-w-0 grow">
        <p class="font-medium">{props.problem.title}</p>
        <p class="text-text-2">{props.problem.detail}</p>
        <Show when={props.problem.requestId !== '' && props.problem.status >= 500}>
          <p class="mt-1 break-all text-text-3 text-xs">Request {props.problem.requestId}</p>
        </Show>
      </div>
      <Show when={props.onRetry}>
        {retry => (
          <Button size="small" onClick={() => retry()()}>
            Try again
          </Button>
        )}
      </Show>
    </div>
  )
}
