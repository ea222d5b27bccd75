import { Field } from '../../ui/field/field.tsx'
import { SwitchField } from '../../ui/field/switch-field.tsx'
import type { RecordingDraft } from './camera-draft.ts'
import { useCameraForm } from './camera-form-context.ts'

export function RecordingFields() {
  const form = useCameraForm()
  const draft = () => form.draft().recording
  const change = (part: Partial<RecordingDraft>) => form.change({ recording: { ...draft(), ...part } })
  return (
    <fieldset class="flex flex-col gap-3">
      <legend class="mb-2 font-semibold">Recording</legend>
      <SwitchField
        label="Record continuously"
        checked={draft().mode === 'continuous'}
        onChange={on => change({ mode: on ? 'continuous' : 'off' })}
      />
      <div class="grid grid-cols-3 gap-4 max-md:grid-cols-1">
        <Field
          label="Keep for"
          name="retentionDays"
          suffix="days"
          value={draft().retentionDays}
          onInput={retentionDays => change({ retentionDays })}
          error={form.errors().retentionDays}
          hint="Empty: until the space is needed."
        />
        <Field
          label="Space at the site"
          name="quotaBytes"
          suffix="GB"
          value={draft().quota}
          onInput={quota => change({ quota })}
          error={form.errors().quotaBytes}
          hint="Empty: no limit of its own."
        />
        <Field
          label="Segment length"
          name="segmentSeconds"
          suffix="s"
          value={draft().segmentSeconds}
          onInput={segmentSeconds => change({ segmentSeconds })}
          error={form.errors().segmentSeconds}
          hint="5 to 300; cut at a keyframe."
        />
      </div>
      <SwitchField
        label="Record sound"
        hint="Off unless you may: in many places recording speech needs consent."
        checked={draft().audio}
        onChange={audio => change({ audio })}
      />
      <SwitchField
        label="Keep pictures that packet loss damaged"
        hint="They are counted in the recording. Off: nothing from a loss to the next whole keyframe."
        checked={draft().keepDamaged}
        onChange={keepDamaged => change({ keepDamaged })}
      />
    </fieldset>
  )
}
