import { A } from '@solidjs/router'
import type { JSX } from 'solid-js'
import { buttonLooks } from './button.tsx'

/** A link to another page that looks like the button it replaces. */
export function LinkButton(props: { readonly href: string; readonly children: JSX.Element }) {
  return (
    <A
      href={props.href}
      class={`inline-flex h-8 items-center rounded-md px-3 font-medium ${buttonLooks.primary} hover:bg-accent-hover`}
    >
      {props.children}
    </A>
  )
}
