import type { ChainStanding } from '@nightjar/shared/api/chain.ts'
import { Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import type { Decision } from './create-chain-decision.ts'

interface ChainChoicesProps {
  readonly state: ChainStanding['state']
  readonly onChoose: (decision: Decision) => void
  readonly onClose: () => void
}

/** The ways back for a chain whose records were refused. */
export function ChainChoices(props: ChainChoicesProps) {
  return (
    <>
      <dl class="mt-4 space-y-3">
        <div>
          <dt class="font-medium">Let it send again</dt>
          <dd class="text-text-2">When the reason is gone, e.g. its clock was set.</dd>
        </div>
        <Show when={props.state === 'frozen'}>
          <div>
            <dt class="font-medium">Begin anew</dt>
            <dd class="text-text-2">
              When the agent cannot take back what it said. If its key was stolen, revoke the agent instead.
            </dd>
          </div>
        </Show>
      </dl>
      <div class="mt-5 flex flex-wrap justify-end gap-2">
        <Button onClick={() => props.onClose()}>Cancel</Button>
        <Show when={props.state === 'frozen'}>
          <Button look="danger" onClick={() => props.onChoose('begin-anew')}>
            Begin anew…
          </Button>
        </Show>
        <Button look="primary" onClick={() => props.onChoose('resume')}>
          Let it send again…
        </Button>
      </div>
    </>
  )
}
