import { Toast, toaster } from '@kobalte/core/toast'
import X from 'lucide-solid/icons/x'
import { Show } from 'solid-js'
import { Portal } from 'solid-js/web'

interface Notice {
  readonly title: string
  readonly detail?: string
  readonly failed?: boolean
}

/** Says in passing that something was done or failed; whatever matters for longer belongs on the page. */
export function notify(notice: Notice): void {
  toaster.show(props => (
    // Kobalte's list items with the role of a status are neither.
    <Toast
      as="div"
      toastId={props.toastId}
      duration={notice.failed === true ? 9000 : 4000}
      class={`pointer-events-auto flex items-start gap-3 rounded-md border bg-raised px-3 py-2 shadow-float ${notice.failed === true ? 'border-offline/60' : 'border-line'}`}
    >
      <div class="min-w-0 grow">
        <Toast.Title class="font-medium">{notice.title}</Toast.Title>
        <Show when={notice.detail}>
          <Toast.Description class="text-sm text-text-2">{notice.detail}</Toast.Description>
        </Show>
      </div>
      <Toast.CloseButton aria-label="Dismiss" class="-mr-1 rounded-sm p-1 text-text-3 hover:bg-hover hover:text-text">
        <X size={14} />
      </Toast.CloseButton>
    </Toast>
  ))
}

export function ToastRegion() {
  return (
    <Portal>
      <Toast.Region limit={4}>
        <Toast.List
          as="div"
          class="pointer-events-none fixed right-4 bottom-4 z-50 flex w-80 max-w-[calc(100vw-2rem)] flex-col gap-2 outline-none max-md:bottom-20"
        />
      </Toast.Region>
    </Portal>
  )
}
