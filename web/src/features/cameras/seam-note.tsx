import type { Camera } from '@nightjar/shared/api/camera.ts'
import { A } from '@solidjs/router'
import { Show } from 'solid-js'
import { formatMoment } from '../../time/format.ts'

/** After this the timeline alone tells of it. */
const shownMs = 30 * 86_400_000

/** That the ledger of a camera was begun anew lately, and the way to where. */
export function SeamNote(props: { readonly camera: Camera; readonly now: number }) {
  const atMs = () => {
    const { seam } = props.camera.chain
    const ms = seam === null ? Number.NaN : Date.parse(seam.at)
    return props.now - ms < shownMs ? ms : null
  }
  return (
    <Show when={atMs()}>
      {ms => (
        <p class="mt-1 text-sm text-text-3">
          <A
            href={`/timeline?camera=${props.camera.id}&t=${new Date(ms()).toISOString()}`}
            class="underline hover:text-text"
          >
            Ledger begun anew, {formatMoment(ms(), props.now)}
          </A>
        </p>
      )}
    </Show>
  )
}
