import type { Agent, AgentCopy } from '@nightjar/shared/api/agent.ts'
import type { Removal } from '../../primitives/create-removal.ts'
import { Confirm } from '../../ui/dialog/confirm.tsx'

/** One machine of those that an agent is on. */
export interface CopyChoice {
  readonly agent: Agent
  readonly copy: AgentCopy
}

/** Asks before one machine goes on: the others are shut out. */
export function ConfirmCopy(props: { readonly choice: Removal<CopyChoice> }) {
  return (
    <Confirm
      removal={props.choice}
      title={chosen => `Let ${chosen?.copy.hostname ?? 'this machine'} go on?`}
      action="Let it go on"
      keep="Not yet"
    >
      The other machines are refused from now on. What they have recorded stays on their disks; to use one of them
      again, empty its data folder and enrol it as a new agent.
    </Confirm>
  )
}
