import type { Me } from '@nightjar/shared/api/identity.ts'
import { A, useNavigate } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import CircleUser from 'lucide-solid/icons/circle-user'
import Keyboard from 'lucide-solid/icons/keyboard'
import LogOut from 'lucide-solid/icons/log-out'
import Moon from 'lucide-solid/icons/moon'
import Sun from 'lucide-solid/icons/sun'
import UserRound from 'lucide-solid/icons/user-round'
import { For, Show } from 'solid-js'
import { logout } from '../../api/session.ts'
import { useTheme } from '../../primitives/use-theme.ts'
import { IconButton } from '../../ui/button/icon-button.tsx'
import { Logo } from '../../ui/logo/logo.tsx'
import { Menu, MenuHeading, MenuItem, MenuLine } from '../../ui/menu/menu.tsx'
import { notify } from '../../ui/toast/toast.tsx'
import { navigation } from './navigation.ts'

export function Header(props: { readonly me: Me; readonly onHelp: () => void }) {
  const theme = useTheme()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const signOut = async () => {
    const result = await logout()
    if (result.kind === 'failed' && result.problem.status !== 401) {
      notify({ title: 'Still signed in', detail: result.problem.detail, failed: true })
      return
    }
    queryClient.clear()
    navigate('/login', { replace: true })
  }
  return (
    <header class="sticky top-0 z-30 flex h-12 shrink-0 items-center gap-1 border-line border-b bg-surface px-3">
      <a href="#main" class="sr-only focus:not-sr-only focus:mr-2">
        Skip to the page
      </a>
      <A href="/" class="mr-4 flex items-center gap-2 rounded-sm" aria-label="Nightjar, live pictures">
        <Logo size={22} />
        <span class="font-semibold text-[14px] tracking-tight">Nightjar</span>
      </A>
      <nav aria-label="Pages" class="flex h-full items-stretch gap-1 max-md:hidden">
        <For each={navigation}>
          {item => (
            <A
              href={item.href}
              end={item.href === '/'}
              class="relative flex items-center rounded-sm px-2.5 font-medium after:absolute after:inset-x-2.5 after:-bottom-px after:h-0.5"
              activeClass="text-text after:bg-accent"
              inactiveClass="text-text-2 hover:text-text"
            >
              {item.label}
            </A>
          )}
        </For>
      </nav>
      <div class="grow" />
      <Show when={props.me.organisation.name}>
        <span class="truncate px-2 text-text-3 max-md:hidden">{props.me.organisation.name}</span>
      </Show>
      <IconButton
        label={theme.theme() === 'dark' ? 'Use the light theme' : 'Use the dark theme'}
        onClick={() => theme.toggle()}
      >
        <Show when={theme.theme() === 'dark'} fallback={<Moon size={16} />}>
          <Sun size={16} />
        </Show>
      </IconButton>
      <Menu
        label={`Signed in as ${props.me.user.username}`}
        trigger={
          <>
            <CircleUser size={16} />
            <span class="max-w-32 truncate max-md:hidden">{props.me.user.username}</span>
          </>
        }
      >
        <MenuHeading>
          {props.me.user.username} · {props.me.user.role}
        </MenuHeading>
        <MenuItem icon={<UserRound size={15} />} onSelect={() => navigate('/profile')}>
          Profile
        </MenuItem>
        <MenuItem icon={<Keyboard size={15} />} onSelect={props.onHelp}>
          Keyboard
        </MenuItem>
        <MenuLine />
        <MenuItem icon={<LogOut size={15} />} onSelect={signOut}>
          Sign out
        </MenuItem>
      </Menu>
    </header>
  )
}
