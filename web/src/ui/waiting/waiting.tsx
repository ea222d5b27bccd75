import LoaderCircle from 'lucide-solid/icons/loader-circle'
import type { JSX } from 'solid-js'

/** A wait always says what is awaited. */
export function Waiting(props: { readonly children: JSX.Element; readonly inline?: boolean }) {
  return (
    <div
      role="status"
      class={`flex items-center gap-2 text-text-2 ${props.inline === true ? '' : 'justify-center px-4 py-16'}`}
    >
      <LoaderCircle size={15} class="shrink-0 animate-spin text-text-3 motion-reduce:animate-none" />
      <span>{props.children}</span>
    </div>
  )
}
