import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../testing/reactive.ts'

const { createStored } = await import('./create-stored.ts')
const choices = ['auto', '1', '2'] as const

function storage(initial: Record<string, string> = {}, refuses = false) {
  const values = new Map(Object.entries(initial))
  const refuse = () => {
    if (refuses) throw new DOMException('no', 'SecurityError')
  }
  const localStorage = {
    getItem(name: string) {
      refuse()
      return values.get(name) ?? null
    },
    setItem(name: string, value: string) {
      refuse()
      values.set(name, value)
    },
  }
  Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true })
  return values
}

test('a choice is there again the next time', async () => {
  const values = storage()
  await withOwner(() => {
    const [value, setValue] = createStored('columns', choices)
    assert.equal(value(), 'auto')
    setValue('2')
    assert.equal(value(), '2')
  })
  assert.equal(values.get('nightjar.columns'), '2')
  await withOwner(() => assert.equal(createStored('columns', choices)[0](), '2'))
})

test('a choice that this version does not have falls back to the first', async () => {
  storage({ 'nightjar.columns': '9' })
  await withOwner(() => assert.equal(createStored('columns', choices)[0](), 'auto'))
})

test('a window that stores nothing still lets people choose', async () => {
  storage({}, true)
  await withOwner(() => {
    const [value, setValue] = createStored('columns', choices)
    setValue('1')
    assert.equal(value(), '1')
  })
})
