import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Site } from '@nightjar/shared/api/site.ts'
import { Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { CopyText } from '../../ui/copy-text/copy-text.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { Arrival } from './arrival.tsx'
import { createEnrolling } from './create-enrolling.ts'

interface EnrolDialogProps {
  readonly site: Site
  readonly agents: readonly Agent[]
  readonly onClose: () => void
}

/** A one-time code, how to use it, and the moment when the agent is there. */
export function EnrolDialog(props: EnrolDialogProps) {
  const { enrolment, problem, ask, arrived } = createEnrolling(props.site.id, () => props.agents)
  return (
    <Dialog
      open
      wide
      onOpenChange={open => !open && props.onClose()}
      title={`Enrol an agent at ${props.site.name}`}
      description="Run this on the machine that is to record there."
    >
      <Show when={problem()}>{shown => <ProblemNote problem={shown()} onRetry={ask} />}</Show>
      <Show when={enrolment() === null && problem() === null}>
        <Waiting inline>Making a one-time code…</Waiting>
      </Show>
      <Show when={enrolment()}>
        {made => (
          <div class="flex flex-col gap-4">
            <div>
              <h3 class="mb-1 font-medium text-sm text-text-2">Command</h3>
              <CopyText text={made().command} label="the command" />
            </div>
            <div>
              <h3 class="mb-1 font-medium text-sm text-text-2">Or the code alone</h3>
              <CopyText text={made().code} label="the code" />
              <p class="mt-1 text-sm text-text-3">It works once and is shown only now.</p>
            </div>
            <Arrival agent={arrived()} expiresAt={made().expiresAt} onRenew={ask} />
            <div class="flex justify-end">
              <Button look={arrived() === undefined ? 'plain' : 'primary'} onClick={props.onClose}>
                {arrived() === undefined ? 'Close' : 'Done'}
              </Button>
            </div>
          </div>
        )}
      </Show>
    </Dialog>
  )
}
