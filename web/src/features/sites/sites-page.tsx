export function SitesPage() {
  return <p>Sites</p>
}
