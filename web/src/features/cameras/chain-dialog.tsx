import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { Show } from 'solid-js'
import { queryKeys } from '../../api/queries.ts'
import { formatMoment } from '../../time/format.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { ChainChoices } from './chain-choices.tsx'
import { createChainDecision, type Decision } from './create-chain-decision.ts'
import { RefusalEvidence } from './refusal-evidence.tsx'

interface ChainDialogProps {
  readonly camera: Camera
  readonly onClose: () => void
}

const done: Record<Decision, string> = {
  resume: 'The agent sends the refused records again within a minute.',
  'begin-anew': 'The agent begins anew as soon as it is online.',
}

/** What each way loses, said before it is gone. */
const asked: Record<Decision, { readonly text: string; readonly action: string }> = {
  resume: {
    text: 'Nothing is lost. The same records are looked at again; where they still cannot be true, they are refused again.',
    action: 'Let it send again',
  },
  'begin-anew': {
    text: 'What was refused and what the agent has not sent yet never gets into the ledger; the agent sets it aside on its disk. It accounts for that time anew from the files it has. The ledger shows for ever that it was begun anew here. This cannot be taken back.',
    action: 'Begin anew',
  },
}

/** Decides about a chain that is frozen: two ways, each with what it means, and asked for once more. */
export function ChainDialog(props: ChainDialogProps) {
  const queryClient = useQueryClient()
  // As it was when the dialog opened: what a poll brings meanwhile must not change under somebody's hands.
  const { id, name, chain } = props.camera
  const decision = createChainDecision(id, async how => {
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
    notify({ title: name, detail: done[how] })
    props.onClose()
  })
  const since = () => (chain.since === null ? '' : ` since ${formatMoment(Date.parse(chain.since), Date.now())}`)
  return (
    <Dialog open onOpenChange={open => !open && props.onClose()} title={`Records of ${name}`}>
      <p>
        {chain.state === 'frozen' ? 'Refused' : 'Waiting for the agent to begin anew'}
        {since()}: <strong class="font-medium">{chain.reason}</strong>
      </p>
      <p class="mt-2 text-text-2">
        The agent signed records that cannot be true, so none of this camera are taken. It may be a fault of the agent
        or its clock, or somebody else who uses its key. The camera is recorded at the site all the same.
      </p>
      <RefusalEvidence cameraId={id} />
      <Show
        when={decision.chosen()}
        fallback={<ChainChoices state={chain.state} onChoose={decision.choose} onClose={props.onClose} />}
      >
        {chosen => (
          <>
            <p class="mt-3 rounded-md border border-line bg-raised p-3">{asked[chosen()].text}</p>
            <Show when={decision.problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
            <div class="mt-5 flex justify-end gap-2">
              <Button onClick={decision.back}>Back</Button>
              <Button
                look={chosen() === 'resume' ? 'primary' : 'danger'}
                disabled={decision.busy()}
                onClick={() => void decision.confirm()}
              >
                {decision.busy() ? 'Working…' : asked[chosen()].action}
              </Button>
            </div>
          </>
        )}
      </Show>
    </Dialog>
  )
}
