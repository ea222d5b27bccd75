import { For } from 'solid-js'
import { Dialog } from '../../ui/dialog/dialog.tsx'
import { keyGroups } from './key-groups.ts'

export function HelpOverlay(props: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title="Keyboard" wide>
      <div class="grid grid-cols-3 gap-6 max-md:grid-cols-1">
        <For each={keyGroups}>
          {group => (
            <section>
              <h3 class="mb-2 font-semibold text-sm text-text-3">{group.title}</h3>
              <dl class="flex flex-col gap-1.5">
                <For each={group.keys}>
                  {([keys, action]) => (
                    <div class="flex items-center justify-between gap-3">
                      <dt class="order-2 shrink-0">
                        <kbd class="rounded-sm border border-line bg-bg px-1.5 py-0.5 font-sans text-sm text-text-2">
                          {keys}
                        </kbd>
                      </dt>
                      <dd class="text-text-2">{action}</dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
      </div>
    </Dialog>
  )
}
