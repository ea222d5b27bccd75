import { Tooltip } from '@kobalte/core/tooltip'
import { type JSX, Show, splitProps } from 'solid-js'
import { overlayPlace } from '../overlay/overlay-place.ts'

interface IconButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'style' | 'prefix'> {
  /** What it does, for the tooltip and for screen readers. */
  readonly label: string
  /** The key that does the same. */
  readonly hotkey?: string
  readonly look?: keyof typeof looks
}

const looks = {
  quiet: 'text-text-2 enabled:hover:bg-hover enabled:hover:text-text enabled:active:bg-pressed',
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-hover',
  onPicture: 'text-white/85 enabled:hover:bg-white/15 enabled:hover:text-white',
}

export function IconButton(props: IconButtonProps) {
  const [own, rest] = splitProps(props, ['label', 'hotkey', 'class', 'look'])
  return (
    <Tooltip openDelay={500} gutter={6}>
      <Tooltip.Trigger
        type="button"
        {...(rest as object)}
        aria-label={own.label}
        class={`inline-flex size-8 shrink-0 select-none items-center justify-center rounded-md transition-colors duration-100 disabled:cursor-default disabled:opacity-40 max-md:size-10 ${looks[own.look ?? 'quiet']} ${own.class ?? ''}`}
      />
      <Tooltip.Portal mount={overlayPlace()}>
        <Tooltip.Content class="pointer-events-none z-50 rounded-sm border border-line bg-raised px-2 py-1 text-sm text-text shadow-float max-md:hidden">
          {own.label}
          <Show when={own.hotkey}>
            <kbd class="ml-2 rounded-sm border border-line px-1 font-sans text-text-3 text-xs">{own.hotkey}</kbd>
          </Show>
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip>
  )
}
