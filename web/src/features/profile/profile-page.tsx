import { Show } from 'solid-js'
import { useMe } from '../../api/queries.ts'
import { usePageTitle } from '../../primitives/use-page-title.ts'
import { type Theme, useTheme } from '../../primitives/use-theme.ts'
import { Segmented } from '../../ui/segmented/segmented.tsx'

const themes: readonly { value: Theme; label: string }[] = [
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
]

export function ProfilePage() {
  usePageTitle(() => 'Profile')
  const me = useMe()
  const theme = useTheme()
  return (
    <div class="mx-auto w-full max-w-2xl p-4">
      <h1 class="mb-4 font-semibold text-xl">Profile</h1>
      <Show when={me.data}>
        {data => (
          <dl class="divide-y divide-line rounded-lg border border-line bg-surface">
            <Row name="User name">{data().user.username}</Row>
            <Row name="Role">{data().user.role}</Row>
            <Row name="Organisation">{data().organisation.name}</Row>
            <Row name="Theme">
              <Segmented label="Theme" value={theme.theme()} options={themes} onChange={theme.choose} />
            </Row>
            <Row name="Version">Nightjar {__NIGHTJAR_VERSION__}</Row>
          </dl>
        )}
      </Show>
    </div>
  )
}

function Row(props: { readonly name: string; readonly children: import('solid-js').JSX.Element }) {
  return (
    <div class="flex min-h-12 items-center gap-4 px-4 py-2">
      <dt class="w-32 shrink-0 text-text-2">{props.name}</dt>
      <dd class="min-w-0 grow">{props.children}</dd>
    </div>
  )
}
