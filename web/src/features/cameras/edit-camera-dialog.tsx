import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, Show } from 'solid-js'
import { type CameraChange, updateCamera } from '../../api/cameras.ts'
import { queryKeys } from '../../api/queries.ts'
import { fieldErrors } from '../../api/result.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { Field } from '../../ui/field/field.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import {
  type CameraDraft,
  emptyDraft,
  recordingDraftOf,
  recordingErrors,
  recordingOf,
  sourceErrors,
} from './camera-draft.ts'
import { RecordingFields } from './recording-fields.tsx'
import { SourceFields } from './source-fields.tsx'

interface EditCameraDialogProps {
  readonly camera: Camera
  readonly onClose: () => void
}

const recordedUrl = (camera: Camera): string =>
  camera.streams.find(stream => stream.roles.includes('record'))?.url ?? ''
const liveUrl = (camera: Camera): string =>
  camera.streams.find(stream => stream.roles.includes('live') && !stream.roles.includes('record'))?.url ?? ''

/** Sends only what was changed, with the version that was read. */
export function EditCameraDialog(props: EditCameraDialogProps) {
  const queryClient = useQueryClient()
  const camera = props.camera
  const start: CameraDraft = {
    ...emptyDraft,
    name: camera.name,
    url: recordedUrl(camera),
    liveUrl: liveUrl(camera),
    transport: camera.streams[0]?.transport ?? 'tcp',
    recording: recordingDraftOf(camera),
  }
  const [draft, setDraft] = createSignal<CameraDraft>(start)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const [local, setLocal] = createSignal<Record<string, string>>({})
  const [saving, setSaving] = createSignal(false)
  const errors = () => ({ ...sourceErrors(problem()), ...fieldErrors(problem()), ...local() })
  const change = (part: Partial<CameraDraft>) => setDraft(before => ({ ...before, ...part }))

  const changes = (): CameraChange => {
    const now = draft()
    return {
      ...(now.name.trim() === start.name ? {} : { name: now.name.trim() }),
      ...(now.url.trim() === start.url ? {} : { url: now.url.trim() }),
      ...(now.liveUrl.trim() === start.liveUrl
        ? {}
        : { liveUrl: now.liveUrl.trim() === '' ? null : now.liveUrl.trim() }),
      ...(now.username === '' && now.password === ''
        ? {}
        : { credentials: { username: now.username, password: now.password } }),
      ...(now.transport === start.transport ? {} : { transport: now.transport }),
      recording: recordingOf(now.recording),
    }
  }
  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setProblem(null)
    setLocal({
      ...recordingErrors(draft().recording),
      ...(draft().name.trim() === '' ? { name: 'Enter a name.' } : {}),
    })
    if (Object.keys(local()).length > 0) return
    setSaving(true)
    const result = await updateCamera(camera, changes())
    setSaving(false)
    if (result.kind === 'failed') return void setProblem(result.problem)
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
    notify({ title: `${draft().name.trim()} was saved`, detail: 'The agent applies it within seconds.' })
    props.onClose()
  }

  return (
    <Dialog open onOpenChange={open => !open && props.onClose()} title={`Edit ${camera.name}`} wide>
      <form novalidate onSubmit={save} class="flex flex-col gap-4">
        <Field label="Name" name="name" value={draft().name} onInput={name => change({ name })} error={errors().name} />
        <SourceFields
          draft={draft()}
          onChange={change}
          errors={errors()}
          agents={[]}
          sites={[]}
          storedPassword={camera.hasCredentials}
        />
        <Field
          label="Smaller stream for live tiles"
          name="liveUrl"
          value={draft().liveUrl}
          onInput={url => change({ liveUrl: url })}
          error={errors().liveUrl}
          hint="Optional. Without it tiles show the recorded stream."
        />
        <RecordingFields draft={draft().recording} onChange={recording => change({ recording })} errors={errors()} />
        <Show when={problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
        <div class="flex justify-end gap-2 border-line border-t pt-4">
          <Button onClick={props.onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={saving()}>
            {saving() ? 'Saving…' : 'Save changes'}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
