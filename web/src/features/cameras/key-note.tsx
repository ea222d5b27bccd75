import type { ShownCertificate } from '@nightjar/shared/api/shown-certificate.ts'
import KeyRound from 'lucide-solid/icons/key-round'
import { Show } from 'solid-js'
import { Button } from '../../ui/button/button.tsx'
import { KeyFacts } from './key-facts.tsx'

interface KeyNoteProps {
  readonly title: string
  readonly detail: string
  readonly adopted: string | null
  readonly shown: ShownCertificate
  /** What the button does: `Adopt this key`. */
  readonly action: string
  readonly busy: boolean
  readonly onAdopt: () => void
  /** Why it was not done. */
  readonly failure?: string | null
}

/** A camera shows a key that is not trusted: both keys, what adopting means, and the one button that does it. */
export function KeyNote(props: KeyNoteProps) {
  return (
    <section
      role="alert"
      aria-label={props.title}
      class="flex items-start gap-3 rounded-md border border-offline/40 bg-offline-soft px-3 py-2.5"
    >
      <KeyRound size={16} class="mt-0.5 shrink-0 text-offline" />
      <div class="flex min-w-0 grow flex-col gap-2">
        <div>
          <p class="font-medium [overflow-wrap:anywhere]">{props.title}</p>
          <p class="text-text-2">{props.detail}</p>
        </div>
        <KeyFacts adopted={props.adopted} shown={props.shown} />
        <p class="text-sm text-text-2">
          Adopt it only if the camera's own page shows this fingerprint, or you have just replaced or reset the camera.
          Whoever has this key is sent the password.
        </p>
        <Show when={props.failure}>
          <p class="text-offline">{props.failure}</p>
        </Show>
        <div>
          <Button disabled={props.busy} onClick={() => props.onAdopt()}>
            {props.busy ? 'Working…' : props.action}
          </Button>
        </div>
      </div>
    </section>
  )
}
