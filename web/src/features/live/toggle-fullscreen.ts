/** Phones of one maker have no full screen for elements; there the focus view is as large as it gets. */
export function toggleFullscreen(element: HTMLElement): void {
  if (document.fullscreenElement !== null) void document.exitFullscreen()
  else void element.requestFullscreen?.().catch(() => undefined)
}
