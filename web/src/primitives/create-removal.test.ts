import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Result } from '../api/result.ts'
import { withOwner } from '../testing/reactive.ts'
import { sampleProblem } from '../testing/samples.ts'

const { createRemoval } = await import('./create-removal.ts')
const camera = { name: 'Gate' }

function asking(answer: Result<unknown>) {
  const removed: unknown[] = []
  const told: unknown[] = []
  const removal = createRemoval<typeof camera>({
    remove: async item => {
      removed.push(item)
      return answer
    },
    onDone: (item, failure) => told.push([item.name, failure]),
  })
  return { removal, removed, told }
}

test('nothing is removed without a question, and none after it was called off', async () => {
  await withOwner(async () => {
    const { removal, removed } = asking({ kind: 'ok', value: null })
    await removal.confirm()
    removal.ask(camera)
    assert.equal(removal.doomed(), camera)
    removal.cancel()
    await removal.confirm()
    assert.deepEqual(removed, [])
  })
})

test('what was confirmed is removed once, the question goes away, and it is told', async () => {
  await withOwner(async () => {
    const { removal, removed, told } = asking({ kind: 'ok', value: null })
    removal.ask(camera)
    const confirming = removal.confirm()
    assert.equal(removal.busy(), true)
    await confirming
    assert.deepEqual([removal.busy(), removal.doomed()], [false, null])
    assert.deepEqual([removed, told], [[camera], [['Gate', null]]])
  })
})

test('a refusal is told in the words of the server', async () => {
  await withOwner(async () => {
    const { removal, told } = asking({ kind: 'failed', problem: sampleProblem('auth.forbidden') })
    removal.ask(camera)
    await removal.confirm()
    assert.deepEqual(told, [['Gate', 'Detail.']])
    assert.equal(removal.busy(), false)
  })
})
