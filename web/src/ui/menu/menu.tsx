import { DropdownMenu } from '@kobalte/core/dropdown-menu'
import type { JSX } from 'solid-js'
import { overlayPlace } from '../overlay/overlay-place.ts'

interface MenuProps {
  readonly label: string
  readonly trigger: JSX.Element
  readonly children: JSX.Element
}

export function Menu(props: MenuProps) {
  return (
    // Not modal: that hides the page from screen readers and puts stops for the focus into the menu, which are no items.
    <DropdownMenu modal={false} gutter={4} placement="bottom-end">
      <DropdownMenu.Trigger
        aria-label={props.label}
        class="inline-flex h-8 items-center gap-2 rounded-md px-2 text-text-2 hover:bg-hover hover:text-text data-[expanded]:bg-hover max-md:h-10"
      >
        {props.trigger}
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal mount={overlayPlace()}>
        <DropdownMenu.Content class="z-50 min-w-48 rounded-md border border-line bg-raised p-1 shadow-float focus:outline-none">
          {props.children}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu>
  )
}

interface MenuItemProps {
  readonly onSelect: () => void
  readonly icon?: JSX.Element
  readonly danger?: boolean
  readonly children: JSX.Element
}

export function MenuItem(props: MenuItemProps) {
  return (
    <DropdownMenu.Item
      // The closing menu gives the focus back first; a dialog that opened before that would lose it again.
      onSelect={() => setTimeout(() => props.onSelect(), 0)}
      class={`flex h-8 cursor-pointer items-center gap-2 rounded-sm px-2 outline-none data-[highlighted]:bg-hover max-md:h-11 ${props.danger === true ? 'text-offline' : 'text-text'}`}
    >
      {props.icon}
      {props.children}
    </DropdownMenu.Item>
  )
}

export const MenuLine = () => <DropdownMenu.Separator class="my-1 border-line" />

export function MenuHeading(props: { readonly children: JSX.Element }) {
  return <div class="px-2 py-1 text-sm text-text-3">{props.children}</div>
}
