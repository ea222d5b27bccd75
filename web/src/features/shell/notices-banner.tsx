import type { Notice } from '@nightjar/shared/api/notice.ts'
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, Show } from 'solid-js'

/** What those who run the installation should look at, on every page until it is mended. */
export function NoticesBanner(props: { readonly notices: readonly Notice[] }) {
  return (
    <Show when={props.notices.length > 0}>
      <ul role="alert" class="bg-connecting-soft px-4 py-1.5 text-connecting">
        <For each={props.notices}>
          {notice => (
            <li class="flex items-start gap-2 py-0.5">
              <TriangleAlert size={15} class="mt-0.5 shrink-0" />
              <span class="min-w-0 [overflow-wrap:anywhere]">{notice.text}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}
