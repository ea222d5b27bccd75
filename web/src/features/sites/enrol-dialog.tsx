import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import type { Enrolment, Site } from '@nightjar/shared/api/site.ts'
import CircleCheck from 'lucide-solid/icons/circle-check'
import { createSignal, onCleanup, Show } from 'solid-js'
import { createEnrolment } from '../../api/sites.ts'
import { createNow } from '../../primitives/create-now.ts'
import { formatDuration } from '../../time/format.ts'
import { Button } from '../../ui/button/button.tsx'
import { CopyText } from '../../ui/copy-text/copy-text.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'

interface EnrolDialogProps {
  readonly site: Site
  readonly agents: readonly Agent[]
  readonly onClose: () => void
}

/** A one-time code, how to use it, and the moment when the agent is there. */
export function EnrolDialog(props: EnrolDialogProps) {
  const now = createNow()
  const known = new Set(props.agents.map(agent => agent.id))
  const [enrolment, setEnrolment] = createSignal<Enrolment | null>(null)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  let gone = false
  onCleanup(() => {
    gone = true
  })
  const ask = async () => {
    setProblem(null)
    setEnrolment(null)
    const result = await createEnrolment(props.site.id)
    if (gone) return
    if (result.kind === 'ok') setEnrolment(result.value)
    if (result.kind === 'failed') setProblem(result.problem)
  }
  void ask()
  const arrived = () => props.agents.find(agent => agent.siteId === props.site.id && !known.has(agent.id))
  const leftMs = () => Date.parse(enrolment()?.expiresAt ?? '') - now()

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
            <div class="flex min-h-12 items-center rounded-md border border-line bg-bg px-3 py-2">
              <Show
                when={arrived()}
                fallback={
                  <Show
                    when={leftMs() > 0}
                    fallback={
                      <div class="flex grow items-center justify-between gap-3">
                        The code has expired.
                        <Button size="small" onClick={ask}>
                          Make a new one
                        </Button>
                      </div>
                    }
                  >
                    <Waiting inline>Waiting for the agent; the code is good for {formatDuration(leftMs())}.</Waiting>
                  </Show>
                }
              >
                {agent => (
                  <p class="flex items-center gap-2 text-recording" role="status">
                    <CircleCheck size={16} />
                    <span>
                      <span class="font-medium">{agent().hostname}</span>{' '}
                      {agent().state === 'online' ? 'is connected.' : 'is enrolled and connecting…'}
                    </span>
                  </p>
                )}
              </Show>
            </div>
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
