import { For } from 'solid-js'

const entries = [
  { swatch: 'h-3 w-4 bg-recording', label: 'Recorded' },
  { swatch: 'h-3 w-4 bg-recording/50', label: 'In the archive only' },
  { swatch: 'h-[3px] w-4 bg-accent', label: 'Archived' },
  { swatch: 'h-1.5 w-4 bg-offline', label: 'Not recorded: fault' },
  { swatch: 'h-1.5 w-4 bg-masked', label: 'Privacy' },
  { swatch: 'h-1.5 w-4 bg-connecting', label: 'Clock not known' },
  { swatch: 'h-0.5 w-4 bg-unrecorded', label: 'Switched off or deleted' },
  {
    swatch: 'h-0.5 w-4 bg-[repeating-linear-gradient(90deg,var(--unrecorded)_0_3px,transparent_3px_6px)]',
    label: 'Not reported yet',
  },
  {
    swatch: 'h-3 w-0.5 bg-[repeating-linear-gradient(0deg,var(--offline)_0_3px,transparent_3px_5px)]',
    label: 'Ledger begun anew',
  },
  {
    swatch:
      'h-3.5 w-4 border-connecting border-t-2 bg-[repeating-linear-gradient(90deg,var(--recording)_0_3px,transparent_3px_5px)]',
    label: 'Damaged by packet loss',
  },
]

export function Legend() {
  return (
    <ul class="flex flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 text-sm text-text-3" aria-label="Legend">
      <For each={entries}>
        {entry => (
          <li class="flex items-center gap-1.5">
            <span aria-hidden="true" class={`inline-block rounded-[1px] ${entry.swatch}`} />
            {entry.label}
          </li>
        )}
      </For>
    </ul>
  )
}
