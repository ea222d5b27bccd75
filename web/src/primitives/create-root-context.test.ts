import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../testing/reactive.ts'

const { createComponent } = await import('solid-js')
const { createRootContext } = await import('./create-root-context.ts')

test('parts get what the nearest root provides, and outside of any are told which one is missing', async () => {
  const [Provider, use] = createRootContext<{ readonly name: string }>('Desk')
  const seen: string[] = []
  const part = () => {
    seen.push(use().name)
    return null
  }
  await withOwner(() => {
    createComponent(Provider, {
      value: { name: 'outer' },
      get children() {
        part()
        return createComponent(Provider, {
          value: { name: 'inner' },
          get children() {
            return part()
          },
        })
      },
    })
    assert.throws(part, /<Desk>/)
  })
  assert.deepEqual(seen, ['outer', 'inner'])
})
