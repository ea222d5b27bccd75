import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../../testing/reactive.ts'
import { sampleCamera } from '../../testing/samples.ts'

const { createEffect, createSignal } = await import('solid-js')
const { createCameraIds, createSelection } = await import('./create-selection.ts')

const cameras = (...ids: string[]) => ids.map(id => sampleCamera({ id }))

test('the address names what is on the screen; what it names wrongly is passed over', async () => {
  await withOwner(() => {
    const [named, setNamed] = createSignal<string[]>(['b', 'gone'])
    const selection = createSelection(() => ['a', 'b', 'c'], named, setNamed)
    assert.deepEqual(selection.ids(), ['b'])
    setNamed(['gone'])
    assert.deepEqual(selection.ids(), ['a'])
  })
})

test('picking goes through the address: alone, together, and never none', async () => {
  await withOwner(() => {
    const [named, setNamed] = createSignal<readonly string[]>([])
    const selection = createSelection(() => ['a', 'b'], named, setNamed)
    selection.select('b', true)
    assert.deepEqual([named(), selection.first()], [['a', 'b'], 'a'])
    selection.select('a', true)
    assert.deepEqual([selection.ids(), selection.includes('a')], [['b'], false])
    selection.select('b', true)
    assert.deepEqual(selection.ids(), ['b'])
  })
})

test('the leader steps in when the camera that led is deleted', async () => {
  await withOwner(() => {
    const [ids, setIds] = createSignal(['a', 'b'])
    const selection = createSelection(
      ids,
      () => ['a'],
      () => undefined,
    )
    setIds(['b'])
    assert.equal(selection.first(), 'b')
  })
})

test('a poll that brings new objects of the same cameras changes nothing', async () => {
  await withOwner(async () => {
    const [list, setList] = createSignal(cameras('a', 'b'))
    const ids = createCameraIds(list)
    const seen: string[] = []
    createEffect(() => seen.push(ids().join()))
    await Promise.resolve()
    setList(cameras('a', 'b'))
    setList(cameras('b', 'a'))
    assert.deepEqual(seen, ['a,b', 'b,a'])
  })
})
