import { type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'

interface EmptyStateProps {
  readonly icon: JSX.Element
  readonly title: string
  /** It is all that the page has: its title is the page's. */
  readonly page?: boolean
  /** What to do next. */
  readonly children: JSX.Element
  readonly action?: JSX.Element
}

export function EmptyState(props: EmptyStateProps) {
  return (
    <div class="mx-auto flex max-w-sm flex-col items-center px-4 py-16 text-center">
      <div class="mb-4 flex size-12 items-center justify-center rounded-lg border border-line bg-surface text-text-3">
        {props.icon}
      </div>
      <Dynamic component={props.page === true ? 'h1' : 'h2'} class="font-semibold text-lg">
        {props.title}
      </Dynamic>
      <p class="mt-1 text-text-2">{props.children}</p>
      <Show when={props.action}>
        <div class="mt-4">{props.action}</div>
      </Show>
    </div>
  )
}
