import type { Refusal } from '@nightjar/shared/api/chain.ts'
import Download from 'lucide-solid/icons/download'
import { createMemo, For, onCleanup, Show } from 'solid-js'
import { useLastRefusal } from '../../api/queries.ts'
import { problemOf } from '../../api/result.ts'
import { formatClock, formatDayYear } from '../../time/format.ts'
import { buttonLooks } from '../../ui/button/button.tsx'
import { CopyText } from '../../ui/copy-text/copy-text.tsx'
import { ProblemNote } from '../../ui/problem/problem-note.tsx'
import { Waiting } from '../../ui/waiting/waiting.tsx'
import { refusalWords } from './refusal-words.ts'

/** The records that froze the chain of a camera, to be looked at and handed on. For those who may decide. */
export function RefusalEvidence(props: { readonly cameraId: string }) {
  const refusal = useLastRefusal(props.cameraId)
  return (
    <section aria-label="What was refused" class="mt-4 rounded-md border border-line p-3">
      <Show when={refusal.isPending}>
        <Waiting inline>Loading what was refused…</Waiting>
      </Show>
      <Show when={refusal.error}>
        {error => <ProblemNote problem={problemOf(error())} onRetry={() => void refusal.refetch()} />}
      </Show>
      <Show when={refusal.isSuccess}>
        <Show when={refusal.data} fallback={<p class="text-text-2">What was refused was not kept.</p>} keyed>
          {known => <Refused refusal={known} />}
        </Show>
      </Show>
    </section>
  )
}

/** Exported for its test. */
export function Refused(props: { readonly refusal: Refusal }) {
  const words = () => refusalWords(props.refusal)
  const text = createMemo(() => JSON.stringify(props.refusal, null, 2))
  const address = URL.createObjectURL(new Blob([text()], { type: 'application/json' }))
  onCleanup(() => URL.revokeObjectURL(address))
  const at = () => Date.parse(props.refusal.at)
  return (
    <>
      <p class="font-medium">{words().title}</p>
      <p class="text-sm text-text-2">
        Refused on {formatDayYear(at())} at {formatClock(at())}: {props.refusal.reason}
      </p>
      <details class="mt-2">
        <summary class="text-sm text-text-2">Show the records</summary>
        <ol class="mt-2 space-y-0.5 text-sm">
          <For each={words().records}>{record => <li>{record}</li>}</For>
        </ol>
        <p class="mt-2 mb-1 text-sm text-text-2">
          As the agent signed them: ids, times and hashes. Look through them before you hand them on.
        </p>
        <CopyText text={text()} label="the refused records" />
        <a
          href={address}
          download={`nightjar-refused-${props.refusal.id}.json`}
          class={`mt-2 inline-flex h-8 items-center gap-2 rounded-md px-3 font-medium max-md:h-10 ${buttonLooks.plain} hover:bg-hover`}
        >
          <Download size={14} /> Download
        </a>
      </details>
    </>
  )
}
