import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../../testing/reactive.ts'

const { createSignal } = await import('solid-js')
const { createLinger } = await import('./create-linger.ts')

/** Signals settle at once, effects after the owner's body: one turn further. */
const settle = () => Promise.resolve()

test('what was wanted is kept for four seconds after it no longer is', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  await withOwner(async () => {
    const [wanted, setWanted] = createSignal(true)
    const kept = createLinger(wanted)
    await settle()
    setWanted(false)
    t.mock.timers.tick(3999)
    assert.equal(kept(), true)
    t.mock.timers.tick(1)
    assert.equal(kept(), false)
  })
})

test('a short look away begins the wait anew', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  await withOwner(async () => {
    const [wanted, setWanted] = createSignal(true)
    const kept = createLinger(wanted)
    await settle()
    setWanted(false)
    t.mock.timers.tick(3000)
    setWanted(true)
    t.mock.timers.tick(3000)
    assert.equal(kept(), true)
    setWanted(false)
    t.mock.timers.tick(3000)
    assert.equal(kept(), true)
  })
})

test('what was never wanted is never kept', async t => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  await withOwner(async () => {
    const [wanted] = createSignal(false)
    const kept = createLinger(wanted)
    await settle()
    assert.equal(kept(), false)
    t.mock.timers.tick(10_000)
    assert.equal(kept(), false)
  })
})
