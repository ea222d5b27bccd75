import { formatClock, formatDuration } from '../../time/format.ts'

/** Says in passing that a stretch without recordings was left out. */
export function SkippedNote(props: { readonly fromMs: number; readonly toMs: number }) {
  return (
    <p
      role="status"
      class="pointer-events-none absolute top-3 left-1/2 -translate-x-1/2 whitespace-nowrap rounded-md bg-black/75 px-3 py-1.5 text-[#eceff2] text-sm"
    >
      Skipped {formatDuration(props.toMs - props.fromMs)} not recorded, now at {formatClock(props.toMs)}
    </p>
  )
}
