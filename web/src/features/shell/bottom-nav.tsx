import { A } from '@solidjs/router'
import { For } from 'solid-js'
import { navigation } from './navigation.ts'

/** The pages within reach of a thumb. */
export function BottomNav() {
  return (
    <nav
      aria-label="Pages"
      class="fixed inset-x-0 bottom-0 z-30 hidden h-14 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] max-md:flex"
    >
      <For each={navigation}>
        {item => (
          <A
            href={item.href}
            end={item.href === '/'}
            class="flex grow basis-0 flex-col items-center justify-center gap-0.5 font-medium text-xs"
            activeClass="text-accent"
            inactiveClass="text-text-3"
          >
            <item.icon size={20} strokeWidth={1.75} />
            {'short' in item ? item.short : item.label}
          </A>
        )}
      </For>
    </nav>
  )
}
