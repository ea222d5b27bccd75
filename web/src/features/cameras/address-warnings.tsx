import { addressWarnings } from '@nightjar/shared/camera-address/suspicious-parts.ts'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For } from 'solid-js'
import { asMeant } from './split-address.ts'

/** What should be read before this address is saved. */
export function AddressWarnings(props: { readonly url: string }) {
  return (
    <div role="status">
      <For each={addressWarnings(asMeant(props.url).url)}>
        {sentence => (
          <p class="mt-1 flex items-start gap-2 text-connecting text-sm">
            <TriangleAlert size={15} class="mt-0.5 shrink-0" />
            <span class="[overflow-wrap:anywhere]">{sentence}</span>
          </p>
        )}
      </For>
    </div>
  )
}
