import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Damage,
  damageAt,
  damageText,
  damageWithin,
  joinDamage,
  neighbouringDamage,
  readDamage,
} from './damage.ts'

const damage = (from: number, to: number, pictures = 1, of: number | null = 100): Damage => ({
  from: from * 1000,
  to: to * 1000,
  pictures,
  of,
})
const list = [damage(10, 20, 12, 150), damage(30, 40, 3), damage(60, 70, 5, null)]

test('damage is told with how many pictures there are, where that is known', () => {
  assert.equal(damageText(damage(0, 1, 12, 150)), '12 of about 150 pictures damaged by packet loss')
  assert.equal(damageText(damage(0, 1, 1, null)), '1 picture damaged by packet loss')
})

test('a segment over the border of two pieces is there once', () => {
  const wire = [{ from: '1970-01-01T00:00:10.000Z', to: '1970-01-01T00:00:20.000Z', pictures: 12, of: 150 }]
  assert.deepEqual(joinDamage([readDamage(wire), [list[0]!, list[1]!]]), list.slice(0, 2))
})

test('a moment has the damage of its own segment, and a view that of all within', () => {
  assert.equal(damageAt(list, 20_000), null)
  assert.equal(damageAt(list, 19_999), list[0])
  assert.deepEqual(damageWithin(list, { from: 15_000, to: 35_000 }), damage(10, 40, 15, 250))
  assert.equal(damageWithin(list, { from: 15_000, to: 65_000 })?.of, null)
  assert.equal(damageWithin(list, { from: 20_000, to: 30_000 }), null)
})

test('from stretch to stretch: one that was jumped to is not found again', () => {
  assert.equal(neighbouringDamage(list, 9_999.9, 1), list[1])
  assert.equal(neighbouringDamage(list, 31_000, -1), list[0])
  assert.equal(neighbouringDamage(list, 70_000, 1), null)
})
