import assert from 'node:assert/strict'
import { test } from 'node:test'
import { neighbour } from './neighbour.ts'

const cameras = [{ id: 'a' }, { id: 'b' }, { id: 'c' }]
const ids = (from: string | undefined, by: number) => neighbour(cameras, from, by)?.id

test('the keys go round and round', () => {
  assert.equal(ids('a', 1), 'b')
  assert.equal(ids('c', 1), 'a')
  assert.equal(ids('a', -1), 'c')
})

test('from a camera that is gone the way leads to one that is there', () => {
  assert.equal(ids('gone', 1), 'a')
  assert.ok(cameras.some(({ id }) => id === ids('gone', -1)))
})

test('one camera is its own neighbour, and none has none', () => {
  assert.equal(neighbour([{ id: 'a' }], 'a', 1)?.id, 'a')
  assert.equal(neighbour([], 'a', 1), undefined)
})
