import { Button as KobalteButton } from '@kobalte/core/button'
import { type JSX, splitProps } from 'solid-js'

type ButtonLook = 'primary' | 'plain' | 'quiet' | 'danger'

interface ButtonProps extends Omit<JSX.ButtonHTMLAttributes<HTMLButtonElement>, 'style' | 'prefix'> {
  readonly look?: ButtonLook
  readonly size?: 'small' | 'normal'
}

const base =
  'inline-flex shrink-0 select-none items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors duration-100 disabled:cursor-default disabled:opacity-45'
const sizes = { normal: 'h-8 px-3 max-md:h-10 max-md:px-4', small: 'h-7 px-2 text-sm max-md:h-9 max-md:px-3' }

export const buttonLooks: Record<ButtonLook, string> = {
  primary: 'bg-accent text-on-accent enabled:hover:bg-accent-hover',
  plain: 'border border-line bg-raised text-text enabled:hover:bg-hover enabled:active:bg-pressed',
  quiet: 'text-text-2 enabled:hover:bg-hover enabled:hover:text-text enabled:active:bg-pressed',
  danger: 'border border-line bg-raised text-offline enabled:hover:border-offline enabled:hover:bg-offline-soft',
}

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ['look', 'size', 'class'])
  return (
    <KobalteButton
      type="button"
      {...(rest as object)}
      class={`${base} ${sizes[own.size ?? 'normal']} ${buttonLooks[own.look ?? 'plain']} ${own.class ?? ''}`}
    />
  )
}
