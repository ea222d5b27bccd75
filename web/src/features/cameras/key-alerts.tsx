import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, Show } from 'solid-js'
import { adoptKeys } from '../../api/cameras.ts'
import { queryKeys } from '../../api/queries.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { keyAlertWords } from './key-alert-words.ts'
import { KeyNote } from './key-note.tsx'
import { type UntrustedKey, untrustedKeys } from './untrusted-keys.ts'

/** Cameras whose recording waits for somebody to compare keys. */
export function KeyAlerts(props: { readonly cameras: readonly Camera[] }) {
  const keys = () => untrustedKeys(props.cameras)
  return (
    <Show when={keys().length > 0}>
      <div class="mb-4 flex flex-col gap-3">
        <ForById each={keys()}>{key => <KeyAlert untrusted={key()} />}</ForById>
      </div>
    </Show>
  )
}

function KeyAlert(props: { readonly untrusted: UntrustedKey }) {
  const queryClient = useQueryClient()
  const [busy, setBusy] = createSignal(false)
  const [failure, setFailure] = createSignal<string | null>(null)
  // Channels join while they are being tried: the words and the button are for those that are shown now.
  const words = () => keyAlertWords(props.untrusted)
  const adopt = async () => {
    setBusy(true)
    setFailure(null)
    const { done } = words()
    const { adopted, channels, shown } = props.untrusted
    const result = await adoptKeys({
      tlsPin: shown.fingerprint,
      cameras: channels.map(({ camera, stream }) => ({ cameraId: camera.id, streamId: stream.id, replaces: adopted })),
    })
    setBusy(false)
    if (result.kind === 'failed') setFailure(`${result.problem.title}. ${result.problem.detail}`)
    if (result.kind === 'ok') notify({ title: done, detail: 'Recording goes on within seconds.' })
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
  }
  return (
    <KeyNote
      title={words().title}
      detail={words().detail}
      adopted={props.untrusted.adopted}
      shown={props.untrusted.shown}
      action={words().action}
      busy={busy()}
      failure={failure()}
      onAdopt={() => void adopt()}
    />
  )
}
