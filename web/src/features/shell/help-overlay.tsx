import { For } from 'solid-js'
import { Dialog } from '../../ui/dialog/dialog.tsx'

const groups = [
  {
    title: 'Anywhere',
    keys: [
      ['g l', 'Live'],
      ['g t', 'Timeline'],
      ['g c', 'Cameras'],
      ['g s', 'Sites & agents'],
      ['?', 'This help'],
    ],
  },
  {
    title: 'Live',
    keys: [
      ['← → ↑ ↓', 'Next camera'],
      ['Enter', 'Focus the camera'],
      ['f', 'Full screen'],
      ['m', 'Sound on or off, when focused'],
      ['Esc', 'Back to the grid'],
    ],
  },
  {
    title: 'Timeline',
    keys: [
      ['Space', 'Play or pause'],
      ['← →', 'Back or forward 5 s'],
      ['shift ← →', 'Back or forward 60 s'],
      [', .', 'One picture back or forward'],
      ['[ ]', 'Previous or next gap'],
      ['+ −', 'Zoom'],
      ['m', 'Sound on or off'],
      ['n', 'Now'],
    ],
  },
] as const

export function HelpOverlay(props: { readonly open: boolean; readonly onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={props.open} onOpenChange={props.onOpenChange} title="Keyboard" wide>
      <div class="grid grid-cols-3 gap-6 max-md:grid-cols-1">
        <For each={groups}>
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
