import type { Agent } from '@nightjar/shared/api/agent.ts'
import CircleCheck from 'lucide-solid/icons/circle-check'
import { Show } from 'solid-js'
import { createNow } from '../../primitives/create-now.ts'
import { formatDuration } from '../../time/format.ts'
import { Button } from '../../ui/button/button.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'

interface ArrivalProps {
  /** The one that used the code. */
  readonly agent: Agent | undefined
  readonly expiresAt: string
  readonly onRenew: () => void
}

/** Waits for the agent, says that it is there, or that the code is too old to wait any longer. */
export function Arrival(props: ArrivalProps) {
  const now = createNow()
  const leftMs = () => Date.parse(props.expiresAt) - now()
  return (
    <div class="flex min-h-12 items-center rounded-md border border-line bg-bg px-3 py-2">
      <Show when={props.agent} fallback={<Remaining leftMs={leftMs()} onRenew={props.onRenew} />}>
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
  )
}

function Remaining(props: { readonly leftMs: number; readonly onRenew: () => void }) {
  return (
    <Show
      when={props.leftMs > 0}
      fallback={
        <div class="flex grow items-center justify-between gap-3">
          The code has expired.
          <Button size="small" onClick={() => props.onRenew()}>
            Make a new one
          </Button>
        </div>
      }
    >
      <Waiting inline>Waiting for the agent; the code is good for {formatDuration(props.leftMs)}.</Waiting>
    </Show>
  )
}
