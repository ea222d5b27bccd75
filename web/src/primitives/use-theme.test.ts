import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../testing/reactive.ts'

const dataset: Record<string, string> = {}
Object.assign(globalThis, { document: { documentElement: { dataset } } })
const { createMemo, on } = await import('solid-js')
const { useTheme } = await import('./use-theme.ts')

test('who draws with the colours of the page finds the new ones when the theme changes', async () => {
  await withOwner(() => {
    const { theme, toggle } = useTheme()
    const drawn = createMemo(on(theme, () => dataset.theme))
    assert.equal(drawn(), 'dark')
    toggle()
    assert.deepEqual([theme(), drawn()], ['light', 'light'])
    toggle()
    assert.equal(drawn(), 'dark')
  })
})
