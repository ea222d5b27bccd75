import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WaitingRoom } from './waiting-room.ts'

/** Enters and notes who is shown out, by name. */
function roomWith(limits: { total: number; perAddress: number }) {
  const out: string[] = []
  const room = new WaitingRoom(limits)
  return { room, out, enter: (address: string, name: string) => room.enter(address, () => out.push(name)) }
}

test('an address over its share loses its own oldest, nobody else’s', () => {
  const { room, out, enter } = roomWith({ total: 10, perAddress: 2 })
  enter('other', 'o1')
  for (const name of ['a1', 'a2', 'a3', 'a4']) enter('a', name)
  assert.deepEqual(out, ['a1', 'a2'])
  assert.equal(room.size, 3)
})

test('a full room makes place at the expense of who holds most', () => {
  const { room, out, enter } = roomWith({ total: 4, perAddress: 3 })
  enter('quiet', 'q1')
  for (const name of ['a1', 'a2', 'a3']) enter('a', name)
  enter('new', 'n1')
  assert.deepEqual(out, ['a1'])
  assert.equal(room.size, 4)
})

test('who has left is not shown out, and leaving twice frees one place', () => {
  const { room, out, enter } = roomWith({ total: 2, perAddress: 1 })
  const leave = enter('a', 'a1')
  enter('b', 'b1')
  leave()
  leave()
  assert.equal(room.size, 1)
  enter('a', 'a2')
  assert.deepEqual(out, [])
  assert.equal(room.size, 2)
})

test('whoever is shown out and then says that it is gone changes nothing', () => {
  const { room, enter } = roomWith({ total: 9, perAddress: 1 })
  const leave = enter('a', 'a1')
  enter('a', 'a2')
  leave()
  assert.equal(room.size, 1)
})
