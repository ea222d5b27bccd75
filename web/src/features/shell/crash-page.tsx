import { Button } from '../../ui/button/button.tsx'

/** Last resort: a fault of the page itself. */
export function CrashPage(props: { readonly error: unknown }) {
  return (
    <main class="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 p-6">
      <h1 class="font-semibold text-xl">The page met a fault</h1>
      <p class="text-text-2">Recording is not affected. Reload the page to go on.</p>
      <p class="break-words text-sm text-text-3">
        {props.error instanceof Error ? props.error.message : 'unknown fault'}
      </p>
      <Button look="primary" onClick={() => location.reload()}>
        Reload
      </Button>
    </main>
  )
}
