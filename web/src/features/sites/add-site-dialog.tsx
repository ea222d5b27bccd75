import type { Problem } from '@nightjar/shared/api/problem.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, Show } from 'solid-js'
import { queryKeys } from '../../api/queries.ts'
import { fieldErrors } from '../../api/result.ts'
import { createSite } from '../../api/sites.ts'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { DialogButtons } from '../../ui/dialog/dialog-buttons.tsx'
import { Field } from '../../ui/field/field.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { notify } from '../../ui/toast/toast.tsx'

export function AddSiteDialog(props: { readonly onClose: () => void }) {
  const queryClient = useQueryClient()
  const [name, setName] = createSignal('')
  const [timeZone, setTimeZone] = createSignal(Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [problem, setProblem] = createSignal<Problem | null>(null)
  const [missing, setMissing] = createSignal(false)
  const [saving, setSaving] = createSignal(false)
  const errors = () => fieldErrors(problem())

  const save = async (event: SubmitEvent) => {
    event.preventDefault()
    setMissing(name().trim() === '')
    if (missing()) return
    setSaving(true)
    setProblem(null)
    const result = await createSite({ name: name().trim(), timeZone: timeZone().trim() })
    setSaving(false)
    if (result.kind === 'failed') return void setProblem(result.problem)
    await queryClient.invalidateQueries({ queryKey: queryKeys.sites })
    notify({ title: `${name().trim()} was added`, detail: 'Enrol an agent there next.' })
    props.onClose()
  }
  return (
    <Dialog open onOpenChange={open => !open && props.onClose()} title="Add site">
      <form novalidate onSubmit={save} class="flex flex-col gap-4">
        <Field
          label="Name"
          name="name"
          value={name()}
          onInput={setName}
          error={missing() ? 'Enter a name.' : errors().name}
          placeholder="Warehouse"
          autofocus
        />
        <Field
          label="Time zone"
          name="timeZone"
          value={timeZone()}
          onInput={setTimeZone}
          error={errors().timeZone}
          hint="As in Europe/Berlin."
        />
        <Show when={problem() !== null && Object.keys(errors()).length === 0 && problem()}>
          {shown => <ProblemNote problem={shown()} />}
        </Show>
        <DialogButtons action="Add site" working="Adding…" busy={saving()} onCancel={props.onClose} />
      </form>
    </Dialog>
  )
}
