import { ToggleGroup } from '@kobalte/core/toggle-group'
import { For, type JSX } from 'solid-js'

interface SegmentedProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: JSX.Element; readonly title?: string }[]
  readonly onChange: (value: T) => void
}

/** One choice of a few, side by side. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  return (
    <ToggleGroup
      aria-label={props.label}
      value={props.value}
      onChange={value => value !== null && props.onChange(value as T)}
      class="inline-flex h-8 items-center rounded-md border border-line bg-surface p-0.5 max-md:h-10"
    >
      <For each={props.options}>
        {option => (
          <ToggleGroup.Item
            value={option.value}
            aria-label={option.title}
            class="inline-flex h-full min-w-7 items-center justify-center rounded-sm px-2 font-medium text-sm text-text-2 hover:text-text data-[pressed]:bg-pressed data-[pressed]:text-text max-md:min-w-9"
          >
            {option.label}
          </ToggleGroup.Item>
        )}
      </For>
    </ToggleGroup>
  )
}
