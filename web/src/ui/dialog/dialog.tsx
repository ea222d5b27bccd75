import { Dialog as KobalteDialog } from '@kobalte/core/dialog'
import X from 'lucide-solid/icons/x'
import { createEffect, type JSX, on, Show } from 'solid-js'
import { focusFirst, rememberFocus } from './dialog-focus.ts'

interface DialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly title: string
  readonly description?: JSX.Element
  readonly wide?: boolean
  readonly children: JSX.Element
}

/** A dialog in the middle of the page; on a phone a sheet from below. */
export function Dialog(props: DialogProps) {
  let content!: HTMLDivElement
  let giveBack: ((event: Event) => void) | undefined
  createEffect(
    on(
      () => props.open,
      open => {
        if (open) giveBack = rememberFocus()
      },
    ),
  )
  return (
    <KobalteDialog open={props.open} onOpenChange={props.onOpenChange}>
      <KobalteDialog.Portal>
        <KobalteDialog.Overlay class="fixed inset-0 z-40 bg-black/55" />
        <div class="pointer-events-none fixed inset-0 z-40 flex items-center justify-center p-4 max-md:items-end max-md:p-0">
          <KobalteDialog.Content
            ref={(element: HTMLDivElement) => {
              content = element
            }}
            onOpenAutoFocus={event => focusFirst(content, event)}
            onCloseAutoFocus={event => giveBack?.(event)}
            class={`pointer-events-auto flex max-h-full w-full flex-col overflow-hidden rounded-lg border border-line bg-surface shadow-float focus:outline-none max-md:max-h-[92dvh] max-md:rounded-b-none max-md:border-x-0 max-md:border-b-0 ${props.wide === true ? 'max-w-3xl' : 'max-w-md'}`}
          >
            {/* No header element: it would be a second banner of the page until the rest is hidden. */}
            <div class="flex shrink-0 items-center gap-4 border-line border-b px-4 py-3">
              <div class="min-w-0 grow">
                <KobalteDialog.Title class="font-semibold text-lg">{props.title}</KobalteDialog.Title>
                <Show when={props.description}>
                  <KobalteDialog.Description class="text-text-2">{props.description}</KobalteDialog.Description>
                </Show>
              </div>
              <KobalteDialog.CloseButton
                aria-label="Close"
                class="-mr-1 inline-flex size-8 shrink-0 items-center justify-center rounded-md text-text-3 hover:bg-hover hover:text-text max-md:size-10"
              >
                <X size={16} />
              </KobalteDialog.CloseButton>
            </div>
            <div data-body class="min-h-0 overflow-y-auto p-4">
              {props.children}
            </div>
          </KobalteDialog.Content>
        </div>
      </KobalteDialog.Portal>
    </KobalteDialog>
  )
}
