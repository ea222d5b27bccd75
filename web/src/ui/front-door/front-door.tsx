import type { JSX } from 'solid-js'
import { Logo } from '../logo/logo.tsx'

/** The frame of the pages before the session: setup and login. */
export function FrontDoor(props: {
  readonly title: string
  readonly intro: JSX.Element
  readonly children: JSX.Element
}) {
  return (
    <main class="flex min-h-dvh flex-col items-center justify-center px-4 py-10">
      <div class="w-full max-w-[360px]">
        <div class="mb-8 flex items-center gap-2.5">
          <Logo size={28} />
          <span class="font-semibold text-lg tracking-tight">Nightjar</span>
        </div>
        <h1 class="font-semibold text-2xl tracking-tight">{props.title}</h1>
        <p class="mt-1 mb-6 text-text-2">{props.intro}</p>
        {props.children}
      </div>
    </main>
  )
}
