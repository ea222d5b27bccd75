import type { Agent, AgentCopy } from '@nightjar/shared/api/agent.ts'
import { For, Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { copyWords } from './copy-words.ts'

interface AgentCopiesProps {
  readonly agent: Agent
  readonly now: number
  readonly mayManage: boolean
  readonly onContinue: (copy: AgentCopy) => void
}

/** The machines that have one agent's identity, and the choice between them. */
export function AgentCopies(props: AgentCopiesProps) {
  return (
    <section aria-label="Machines with this identity" class="border-line border-b px-4 py-3">
      <p class="text-offline">
        Its data folder was copied or set back: more than one machine uses this identity. Each keeps recording on its
        own disk, but nothing that they send is taken until one is chosen.
      </p>
      <ul class="mt-3 grid gap-2">
        <For each={props.agent.copies}>
          {copy => (
            <li class="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-md border border-line px-3 py-2">
              <div class="min-w-0 grow">
                <p class="truncate font-medium">{copy.hostname}</p>
                <p class="text-sm text-text-2">{copyWords(copy, props.now)}</p>
              </div>
              <Show when={props.mayManage}>
                <Button size="small" onClick={() => props.onContinue(copy)}>
                  Let this one go on
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={!props.mayManage}>
        <p class="mt-2 text-sm text-text-3">An administrator of this site can choose.</p>
      </Show>
    </section>
  )
}
