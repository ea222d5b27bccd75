import { type Accessor, createSignal, onCleanup } from 'solid-js'

/** Whether the element is on the screen, or nearly (so that its picture is there when it arrives). */
export function createInView(element: Element): Accessor<boolean> {
  const [inView, setInView] = createSignal(false)
  const observer = new IntersectionObserver(entries => setInView(entries.at(-1)?.isIntersecting ?? false), {
    rootMargin: '120px',
  })
  observer.observe(element)
  onCleanup(() => observer.disconnect())
  return inView
}
