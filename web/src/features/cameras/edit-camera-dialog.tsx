import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { Show } from 'solid-js'
import { queryKeys } from '../../api/queries.ts'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { DialogButtons } from '../../ui/dialog/dialog-buttons.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { transportText } from '../../words/transport-words.ts'
import { CameraForm } from './camera-form.tsx'
import { createEditCamera } from './create-edit-camera.ts'
import { LiveUrlField } from './live-url-field.tsx'
import { NameField } from './name-field.tsx'
import { RecordingFields } from './recording-fields.tsx'
import { SourceFields } from './source-fields.tsx'

interface EditCameraDialogProps {
  readonly camera: Camera
  readonly onClose: () => void
}

export function EditCameraDialog(props: EditCameraDialogProps) {
  const queryClient = useQueryClient()
  // As it was when the dialog opened: what a poll brings meanwhile must not change under somebody's hands.
  const stored = props.camera
  const camera = createEditCamera(stored, async name => {
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
    notify({ title: `${name} was saved`, detail: 'The agent applies it within seconds.' })
    props.onClose()
  })
  return (
    <Dialog open onOpenChange={open => !open && props.onClose()} title={`Edit ${stored.name}`} wide>
      <CameraForm
        draft={camera.draft}
        change={camera.change}
        errors={camera.errors}
        agents={() => []}
        sites={() => []}
        storedPassword={stored.hasCredentials}
        passwordRefused={stored.streams.some(({ reason }) => reason === 'camera.auth-refused')}
        adoptedKey={stored.streams.find(({ roles }) => roles.includes('record'))?.tlsPin ?? null}
        transportInUse={inUse(stored)}
        onSubmit={camera.save}
      >
        <NameField />
        <SourceFields />
        <LiveUrlField />
        <RecordingFields />
        <Show when={camera.problem()}>{shown => <ProblemNote problem={shown()} />}</Show>
        <DialogButtons action="Save changes" working="Saving…" busy={camera.saving()} onCancel={props.onClose} line />
      </CameraForm>
    </Dialog>
  )
}

function inUse({ streams }: Camera): string | null {
  const use = streams.find(({ transportInUse }) => transportInUse !== null)?.transportInUse
  return use ? transportText(use) : null
}
