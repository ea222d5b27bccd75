import type { ProbeReply } from '@nightjar/shared/api/camera.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, onCleanup, Show } from 'solid-js'
import { createCamera, probeCamera } from '../../api/cameras.ts'
import { queryKeys, useAgents, useSites } from '../../api/queries.ts'
import { fieldErrors } from '../../api/result.ts'
import { Button } from '../../ui/button/button.tsx'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { Field } from '../../ui/field/field.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { type CameraDraft, emptyDraft, newCameraOf, recordingErrors, sourceErrors, sourceOf } from './camera-draft.ts'
import { ProbeProgress } from './probe-progress.tsx'
import { ProbeResult } from './probe-result.tsx'
import { RecordingFields } from './recording-fields.tsx'
import { SourceFields } from './source-fields.tsx'

interface AddCameraDialogProps {
  readonly onClose: () => void
}

/** First the camera is asked what it sends; then it gets a name and is saved. Closing forgets everything. */
export function AddCameraDialog(props: AddCameraDialogProps) {
  const queryClient = useQueryClient()
  const agents = useAgents()
  const sites = useSites()
  const [draft, setDraft] = createSignal<CameraDraft>(emptyDraft)
  const [probe, setProbe] = createSignal<{ reply: ProbeReply } | { problem: Problem } | 'running' | null>(null)
  const [saveProblem, setSaveProblem] = createSignal<Problem | null>(null)
  const [local, setLocal] = createSignal<Record<string, string>>({})
  const [saving, setSaving] = createSignal(false)
  let asking = new AbortController()
  onCleanup(() => asking.abort())

  const usable = () => (agents.data ?? []).filter(agent => agent.state !== 'revoked')
  const reply = () => {
    const now = probe()
    return now !== null && now !== 'running' && 'reply' in now ? now.reply : null
  }
  const probeProblem = () => {
    const now = probe()
    return now !== null && now !== 'running' && 'problem' in now ? now.problem : null
  }
  const sourceFaults = () => ({ ...sourceErrors(probeProblem()), ...sourceErrors(saveProblem()), ...local() })
  const change = (part: Partial<CameraDraft>) => {
    const before = draft()
    setDraft({ ...before, ...part })
    const source = (['url', 'username', 'password', 'transport', 'agentId'] as const).some(
      key => draft()[key] !== before[key],
    )
    if (!source) return
    // What was found out belongs to the address before.
    asking.abort()
    setProbe(null)
    setLocal({})
  }

  const ask = async () => {
    setSaveProblem(null)
    if (draft().url.trim() === '') return void setLocal({ url: 'Enter the RTSP address of the camera.' })
    if (usable().length > 1 && draft().agentId === '') return void setLocal({ agentId: 'Choose an agent.' })
    asking = new AbortController()
    setProbe('running')
    const result = await probeCamera(sourceOf(draft()), asking.signal)
    if (result.kind === 'ok') setProbe({ reply: result.value })
    if (result.kind === 'failed') setProbe({ problem: result.problem })
  }
  const save = async () => {
    const faults = {
      ...recordingErrors(draft().recording),
      ...(draft().name.trim() === '' ? { name: 'Enter a name.' } : {}),
    }
    setLocal(faults)
    if (Object.keys(faults).length > 0) return
    setSaving(true)
    setSaveProblem(null)
    const result = await createCamera(newCameraOf(draft()))
    setSaving(false)
    if (result.kind === 'failed') return void setSaveProblem(result.problem)
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
    notify({ title: `${draft().name.trim()} was added`, detail: 'It starts recording within seconds.' })
    props.onClose()
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    void (reply() === null ? ask() : save())
  }

  return (
    <Dialog open onOpenChange={open => !open && props.onClose()} title="Add camera" wide>
      <form novalidate onSubmit={submit} class="flex flex-col gap-4">
        <SourceFields
          draft={draft()}
          onChange={change}
          errors={sourceFaults()}
          agents={usable()}
          sites={sites.data ?? []}
        />
        <Show when={probe() === 'running'}>
          <ProbeProgress />
        </Show>
        <Show
          when={probeProblem() !== null && Object.keys(sourceErrors(probeProblem())).length === 0 && probeProblem()}
        >
          {problem => <ProblemNote problem={problem()} />}
        </Show>
        <Show when={reply()}>
          {found => (
            <>
              <ProbeResult reply={found()} />
              <Field
                label="Name"
                name="name"
                value={draft().name}
                onInput={name => change({ name })}
                error={local().name ?? fieldErrors(saveProblem()).name}
                placeholder="Front gate"
                autofocus
              />
              <RecordingFields
                draft={draft().recording}
                onChange={recording => change({ recording })}
                errors={{ ...fieldErrors(saveProblem()), ...local() }}
              />
            </>
          )}
        </Show>
        <Show when={saveProblem()}>{problem => <ProblemNote problem={problem()} />}</Show>
        <div class="flex justify-end gap-2 border-line border-t pt-4">
          <Button onClick={props.onClose}>Cancel</Button>
          <Show
            when={reply()}
            fallback={
              <Button type="submit" look="primary" disabled={probe() === 'running'}>
                {probe() === 'running' ? 'Asking…' : 'Check camera'}
              </Button>
            }
          >
            <Button type="submit" look="primary" disabled={saving()}>
              {saving() ? 'Saving…' : 'Save camera'}
            </Button>
          </Show>
        </div>
      </form>
    </Dialog>
  )
}
