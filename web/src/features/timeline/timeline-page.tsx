export function TimelinePage() {
  return <p>Timeline</p>
}
