import { useQueryClient } from '@tanstack/solid-query'
import { Show } from 'solid-js'
import { queryKeys, useAgents, useSites } from '../../api/queries.ts'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { DialogButtons } from '../../ui/dialog/dialog-buttons.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { sourceErrors } from './camera-draft.ts'
import { CameraForm } from './camera-form.tsx'
import { createAddCamera } from './create-add-camera.ts'
import { NameField } from './name-field.tsx'
import { ProbeProblem } from './probe-problem.tsx'
import { ProbeProgress } from './probe-progress.tsx'
import { ProbeResult } from './probe-result.tsx'
import { RecordingFields } from './recording-fields.tsx'
import { SourceFields } from './source-fields.tsx'

/** First the camera is asked what it sends; then it gets a name and is saved. Closing forgets everything. */
export function AddCameraDialog(props: { readonly onClose: () => void }) {
  const queryClient = useQueryClient()
  const agents = useAgents()
  const sites = useSites()
  const camera = createAddCamera({
    agents: () => agents.data ?? [],
    async onSaved(name) {
      await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
      notify({ title: `${name} was added`, detail: 'It starts recording within seconds.' })
      props.onClose()
    },
  })
  /** Where no field can mend it. */
  const probeProblem = () => {
    const problem = camera.probe.problem()
    return problem !== null && Object.keys(sourceErrors(problem)).length === 0 ? problem : null
  }
  return (
    <Dialog open onOpenChange={open => !open && props.onClose()} title="Add camera" wide>
      <CameraForm
        draft={camera.draft}
        change={camera.change}
        errors={camera.errors}
        agents={camera.usable}
        sites={() => sites.data ?? []}
        storedPassword={false}
        passwordRefused={false}
        adoptedKey={null}
        transportInUse={null}
        onSubmit={camera.submit}
      >
        <SourceFields />
        <Show when={camera.probe.running()}>
          <ProbeProgress />
        </Show>
        <Show when={probeProblem()}>{problem => <ProbeProblem problem={problem()} camera={camera} />}</Show>
        <Show when={camera.probe.reply()}>
          {found => (
            <>
              <ProbeResult reply={found()} />
              <NameField placeholder="Front gate" autofocus />
              <RecordingFields />
            </>
          )}
        </Show>
        <Show when={camera.saveProblem()}>{problem => <ProblemNote problem={problem()} />}</Show>
        <Show
          when={camera.probe.reply()}
          fallback={
            <DialogButtons
              action="Check camera"
              working="Asking…"
              busy={camera.probe.running()}
              onCancel={props.onClose}
              line
            />
          }
        >
          <DialogButtons action="Save camera" working="Saving…" busy={camera.saving()} onCancel={props.onClose} line />
        </Show>
      </CameraForm>
    </Dialog>
  )
}
