import type { Camera } from '@nightjar/shared/api/camera.ts'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, Show } from 'solid-js'
import { adoptKey } from '../../api/cameras.ts'
import { queryKeys } from '../../api/queries.ts'
import { ForById } from '../../primitives/for-by-id.tsx'
import { notify } from '../../ui/toast/toast.tsx'
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
  const { camera, stream, shown } = props.untrusted
  const hasChanged = stream.tlsPin !== null
  const adopt = async () => {
    setBusy(true)
    setFailure(null)
    const result = await adoptKey(camera.id, {
      streamId: stream.id,
      tlsPin: shown.fingerprint,
      replaces: stream.tlsPin,
    })
    setBusy(false)
    if (result.kind === 'failed') setFailure(`${result.problem.title}. ${result.problem.detail}`)
    if (result.kind === 'ok')
      notify({ title: `The key of ${camera.name} was adopted`, detail: 'Recording goes on within seconds.' })
    await queryClient.invalidateQueries({ queryKey: queryKeys.cameras })
  }
  return (
    <KeyNote
      title={hasChanged ? `The identity of ${camera.name} changed` : `${camera.name} cannot prove who it is`}
      detail={
        hasChanged
          ? 'Its recording is paused. Nothing was sent to whoever answers with the other key.'
          : 'No known authority vouches for its certificate, so it is not recorded. Nothing was sent to it.'
      }
      adopted={stream.tlsPin}
      shown={shown}
      action={hasChanged ? 'Adopt the new key' : 'Adopt this key'}
      busy={busy()}
      failure={failure()}
      onAdopt={() => void adopt()}
    />
  )
}
