import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerApi } from '../../testing/answers.ts'
import { withOwner } from '../../testing/reactive.ts'
import { sampleCamera, sampleProblem } from '../../testing/samples.ts'

const { createEditCamera } = await import('./create-edit-camera.ts')

const camera = sampleCamera({ version: 7 })
function form() {
  const saved: string[] = []
  return { saved, edit: createEditCamera(camera, async name => void saved.push(name)) }
}

test('the change names the version it was made on, so that nobody’s other change is overwritten', async () => {
  const asked = answerApi(() => ({ body: camera }))
  await withOwner(async () => {
    const { edit, saved } = form()
    edit.change({ name: ' Yard ' })
    await edit.save()
    assert.equal(`${asked[0]!.method} ${asked[0]!.path}`, `PATCH /cameras/${camera.id}`)
    assert.equal(asked[0]!.headers.get('if-match'), '"7"')
    assert.equal((asked[0]!.body as { name: string }).name, 'Yard')
    assert.deepEqual(saved, ['Yard'])
  })
})

test('what can be said here is not asked of the server', async () => {
  const asked = answerApi(() => ({ body: camera }))
  await withOwner(async () => {
    const { edit, saved } = form()
    edit.change({ name: ' ' })
    await edit.save()
    assert.deepEqual(edit.errors(), { name: 'Enter a name.' })
    assert.deepEqual([asked.length, saved], [0, []])
    edit.change({ name: 'Gate' })
    await edit.save()
    assert.deepEqual([edit.errors(), saved], [{}, ['Gate']])
  })
})

test('a refusal stays on the form until the next attempt', async () => {
  let refuse = true
  answerApi(() => (refuse ? { problem: sampleProblem('camera.auth-refused') } : { body: camera }))
  await withOwner(async () => {
    const { edit, saved } = form()
    await edit.save()
    assert.deepEqual(edit.errors(), { password: 'Title. Detail.' })
    assert.deepEqual([edit.saving(), saved], [false, []])
    refuse = false
    await edit.save()
    assert.equal(edit.problem(), null)
    assert.deepEqual(saved, ['Gate'])
  })
})
