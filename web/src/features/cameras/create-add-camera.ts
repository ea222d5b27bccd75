import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { type Accessor, createSignal } from 'solid-js'
import { createCamera } from '../../api/cameras.ts'
import {
  type CameraDraft,
  draftErrors,
  emptyDraft,
  newCameraOf,
  sameSource,
  sourceErrors,
  sourceOf,
} from './camera-draft.ts'
import { createProbe } from './create-probe.ts'
import { asMeant } from './split-address.ts'

interface AddCameraParts {
  readonly agents: Accessor<readonly Agent[]>
  /** `name` as it was stored. */
  readonly onSaved: (name: string) => Promise<void>
}

/** First the camera is asked what it sends; then it gets a name and is saved. Nothing outlives the owner. */
export function createAddCamera({ agents, onSaved }: AddCameraParts) {
  const [draft, setDraft] = createSignal<CameraDraft>(emptyDraft)
  const [saveProblem, setSaveProblem] = createSignal<Problem | null>(null)
  const [local, setLocal] = createSignal<Record<string, string>>({})
  const [saving, setSaving] = createSignal(false)
  const probe = createProbe()
  const usable = () => agents().filter(agent => agent.state !== 'revoked')

  const change = (part: Partial<CameraDraft>): void => {
    const before = draft()
    setDraft({ ...before, ...part })
    if (sameSource(before, draft())) return
    probe.forget()
    setLocal({})
  }
  const ask = async (): Promise<void> => {
    setSaveProblem(null)
    // Enter submits without leaving the field.
    change(asMeant(draft().url))
    if (draft().url.trim() === '') return void setLocal({ url: 'Enter the RTSP address of the camera.' })
    if (usable().length > 1 && draft().agentId === '') return void setLocal({ agentId: 'Choose an agent.' })
    await probe.ask(sourceOf(draft()))
  }
  /** Asks again, with this key trusted; it is saved with the camera. */
  const trust = (fingerprint: string): Promise<void> => {
    change({ tlsPin: fingerprint })
    return ask()
  }
  const save = async (): Promise<void> => {
    setLocal(draftErrors(draft()))
    if (Object.keys(local()).length > 0) return
    setSaving(true)
    setSaveProblem(null)
    const result = await createCamera(newCameraOf(draft()))
    setSaving(false)
    if (result.kind === 'failed') return void setSaveProblem(result.problem)
    await onSaved(draft().name.trim())
  }
  return {
    draft,
    change,
    errors: () => ({ ...sourceErrors(probe.problem()), ...sourceErrors(saveProblem()), ...local() }),
    /** Agents that may be given a camera. */
    usable,
    probe,
    trust,
    saveProblem,
    saving,
    /** Asks the camera, or saves it where it has answered. */
    submit: () => (probe.reply() === null ? ask() : save()),
  }
}
