import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, render, wordsOf } from '../../testing/component.ts'

const { navigation } = await load<typeof import('./navigation.ts')>('features/shell/navigation.ts')
const { keyGroups } = await load<typeof import('./key-groups.ts')>('features/shell/key-groups.ts')
const { CrashPage } = await load<typeof import('./crash-page.tsx')>('features/shell/crash-page.tsx')
const { ConnectionBanner } = await load<typeof import('./connection-banner.tsx')>(
  'features/shell/connection-banner.tsx',
)
const { NoticesBanner } = await load<typeof import('./notices-banner.tsx')>('features/shell/notices-banner.tsx')
const { reportReachable, reportUnreachable } =
  await load<typeof import('../../api/reachability.ts')>('api/reachability.ts')

test('the help names the keys of every page as the navigation has them', () => {
  const helped = new Map<string, string>(keyGroups.flatMap(group => group.keys.map(([keys, action]) => [keys, action])))
  for (const { keys, label } of navigation) assert.equal(helped.get(keys), label)
})

test('no two pages have the same keys or address', () => {
  assert.equal(new Set(navigation.map(({ keys }) => keys)).size, navigation.length)
  assert.equal(new Set(navigation.map(({ href }) => href)).size, navigation.length)
})

test('a server that is away is announced, with what that means for recording, and no longer than it is', () => {
  const banner = () => render(ConnectionBanner, {})
  assert.equal(wordsOf(banner()), '')
  reportUnreachable()
  assert.match(banner(), /role="alert"/)
  assert.match(wordsOf(banner()), /Sites go on recording/)
  reportReachable()
  assert.equal(wordsOf(banner()), '')
})

test('what the installation wants looked at stands on every page, as it was said; otherwise there is nothing', () => {
  assert.equal(wordsOf(render(NoticesBanner, { notices: [] })), '')
  const banner = render(NoticesBanner, { notices: [{ text: 'The disk is nearly full.' }, { text: 'a < b' }] })
  assert.match(banner, /role="alert"/)
  assert.match(wordsOf(banner), /The disk is nearly full\. a < b/)
})

test('a fault of the page says what happened and that recording goes on', () => {
  assert.match(wordsOf(render(CrashPage, { error: new Error('a < b') })), /Recording is not affected.* a < b Reload$/)
  assert.match(wordsOf(render(CrashPage, { error: 'text' })), /unknown fault/)
})

test('an unknown page has a title of the first rank, as every page', async () => {
  const { EmptyState } = await load<typeof import('../../ui/empty-state/empty-state.tsx')>(
    'ui/empty-state/empty-state.tsx',
  )
  const empty = (page: boolean) => render(EmptyState, { icon: null, title: 'Nothing', page, children: 'Text' })
  assert.match(empty(true), /<h1[^>]*>\s*Nothing/)
  assert.match(empty(false), /<h2[^>]*>\s*Nothing/)
})
