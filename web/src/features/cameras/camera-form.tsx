import type { JSX } from 'solid-js'
import { type CameraForm as CameraFormParts, CameraFormProvider } from './camera-form-context.ts'

interface CameraFormProps extends CameraFormParts {
  readonly onSubmit: () => unknown
  readonly children: JSX.Element
}

/** The fields of one camera; its parts take what they show from the context. */
export function CameraForm(props: CameraFormProps) {
  const { draft, change, errors, agents, sites, storedPassword, passwordRefused, adoptedKey, transportInUse } = props
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    props.onSubmit()
  }
  return (
    <CameraFormProvider
      value={{ draft, change, errors, agents, sites, storedPassword, passwordRefused, adoptedKey, transportInUse }}
    >
      <form novalidate onSubmit={submit} class="flex flex-col gap-4">
        {props.children}
      </form>
    </CameraFormProvider>
  )
}
