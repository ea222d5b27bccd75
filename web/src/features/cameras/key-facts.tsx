import type { ShownCertificate } from '@nightjar/shared/api/shown-certificate.ts'
import { For } from 'solid-js'
import { formatDayYear } from '../../time/format.ts'

interface KeyFactsProps {
  /** Adopted now; null: none. */
  readonly adopted: string | null
  readonly shown: ShownCertificate
}

/** Both keys, to be compared. Subject and dates are only what the other side says of itself. */
export function KeyFacts(props: KeyFactsProps) {
  const rows = () => [
    ...(props.adopted === null ? [] : [['Adopted key', props.adopted, true] as const]),
    [props.adopted === null ? 'Its key' : 'Key it shows now', props.shown.fingerprint, true] as const,
    ['It says it is', props.shown.subject || 'nothing', false] as const,
    ['Valid', validity(props.shown), false] as const,
  ]
  return (
    <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 max-md:grid-cols-1 max-md:gap-y-0">
      <For each={rows()}>
        {([name, value, isKey]) => (
          <>
            <dt class="text-text-2 max-md:mt-1">{name}</dt>
            <dd class={`[overflow-wrap:anywhere] ${isKey ? 'font-mono text-sm' : ''}`}>{value}</dd>
          </>
        )}
      </For>
    </dl>
  )
}

function validity({ validFrom, validTo }: ShownCertificate): string {
  const day = (iso: string | null) => (iso === null ? 'not stated' : formatDayYear(Date.parse(iso)))
  return `${day(validFrom)} to ${day(validTo)}`
}
