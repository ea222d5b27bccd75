import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { createSignal } from 'solid-js'
import { updateCamera } from '../../api/cameras.ts'
import { changesOf, draftOf } from './camera-changes.ts'
import { type CameraDraft, draftErrors, sourceErrors } from './camera-draft.ts'

/** Sends only what was changed, with the version that was read. `name` goes to `onSaved` as it was stored. */
export function createEditCamera(camera: Camera, onSaved: (name: string) => Promise<void>) {
  const start = draftOf(camera)
  const [draft, setDraft] = createSignal<CameraDraft>(start)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const [local, setLocal] = createSignal<Record<string, string>>({})
  const [saving, setSaving] = createSignal(false)
  return {
    draft,
    change: (part: Partial<CameraDraft>): void => void setDraft(before => ({ ...before, ...part })),
    errors: () => ({ ...sourceErrors(problem()), ...local() }),
    problem,
    saving,
    async save(): Promise<void> {
      setProblem(null)
      setLocal(draftErrors(draft()))
      if (Object.keys(local()).length > 0) return
      setSaving(true)
      const result = await updateCamera(camera, changesOf(start, draft()))
      setSaving(false)
      if (result.kind === 'failed') return void setProblem(result.problem)
      await onSaved(draft().name.trim())
    },
  }
}
