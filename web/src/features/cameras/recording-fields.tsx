import { Field } from '../../ui/field/field.tsx'
import { SwitchField } from '../../ui/field/switch-field.tsx'
import type { RecordingDraft } from './camera-draft.ts'

interface RecordingFieldsProps {
  readonly draft: RecordingDraft
  readonly onChange: (draft: RecordingDraft) => void
  readonly errors: Readonly<Record<string, string>>
}

export function RecordingFields(props: RecordingFieldsProps) {
  const change = (part: Partial<RecordingDraft>) => props.onChange({ ...props.draft, ...part })
  return (
    <fieldset class="flex flex-col gap-3">
      <legend class="mb-2 font-semibold">Recording</legend>
      <SwitchField
        label="Record continuously"
        checked={props.draft.mode === 'continuous'}
        onChange={on => change({ mode: on ? 'continuous' : 'off' })}
      />
      <div class="grid grid-cols-3 gap-4 max-md:grid-cols-1">
        <Field
          label="Keep for"
          name="retentionDays"
          suffix="days"
          value={props.draft.retentionDays}
          onInput={retentionDays => change({ retentionDays })}
          error={props.errors.retentionDays}
          hint="Empty: until the space is needed."
        />
        <Field
          label="Space at the site"
          name="quotaBytes"
          suffix="GB"
          value={props.draft.quota}
          onInput={quota => change({ quota })}
          error={props.errors.quotaBytes}
          hint="Empty: no limit of its own."
        />
        <Field
          label="Segment length"
          name="segmentSeconds"
          suffix="s"
          value={props.draft.segmentSeconds}
          onInput={segmentSeconds => change({ segmentSeconds })}
          error={props.errors.segmentSeconds}
          hint="5 to 300; cut at a keyframe."
        />
      </div>
      <SwitchField
        label="Record sound"
        hint="Off unless you may: in many places recording speech needs consent."
        checked={props.draft.audio}
        onChange={audio => change({ audio })}
      />
    </fieldset>
  )
}
