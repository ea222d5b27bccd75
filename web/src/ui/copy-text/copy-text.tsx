import Check from 'lucide-solid/icons/check'
import Copy from 'lucide-solid/icons/copy'
import { createSignal, onCleanup } from 'solid-js'
import { Button } from '../button/button.tsx'

/** Text to take along, of one line or many, with a button that copies it (or selects it, where the clipboard is not allowed). */
export function CopyText(props: { readonly text: string; readonly label: string }) {
  const [copied, setCopied] = createSignal(false)
  let box: HTMLElement | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text)
      setCopied(true)
      clearTimeout(timer)
      timer = setTimeout(() => setCopied(false), 2000)
    } catch {
      if (box !== undefined) getSelection()?.selectAllChildren(box)
    }
  }
  return (
    <div class="flex items-start gap-2">
      <section
        ref={element => {
          box = element
        }}
        // It scrolls: without a mouse too.
        tabindex={0}
        aria-label={props.label}
        class="min-w-0 grow max-h-48 overflow-auto whitespace-pre rounded-md border border-line bg-bg px-2.5 py-1.5 font-mono text-sm"
      >
        <code>{props.text}</code>
      </section>
      <Button onClick={copy} aria-label={`Copy ${props.label}`}>
        {copied() ? <Check size={14} /> : <Copy size={14} />}
        {copied() ? 'Copied' : 'Copy'}
      </Button>
    </div>
  )
}
