import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOwner } from '../../testing/reactive.ts'
import { sampleCamera } from '../../testing/samples.ts'
import { rulerHeight } from './draw-tracks.ts'

const { createTrackLayout } = await import('./create-track-layout.ts')
const cameras = ['a', 'b', 'c'].map(id => sampleCamera({ id }))

/** Just what the layout asks the browser for. */
function onScreen(width: number) {
  Object.assign(globalThis, { innerWidth: width })
  const observed: { element: unknown; tell: () => void }[] = []
  class Observer {
    readonly #tell: () => void
    constructor(tell: () => void) {
      this.#tell = tell
    }
    observe(element: unknown) {
      observed.push({ element, tell: this.#tell })
    }
    disconnect() {
      observed.length = 0
    }
  }
  Object.assign(globalThis, { ResizeObserver: Observer })
  return observed
}

test('a row is found by every pixel of it, and the ruler and what is below the last are nobody’s', async () => {
  onScreen(1440)
  await withOwner(() => {
    const layout = createTrackLayout(() => cameras)
    for (const [row, camera] of cameras.entries())
      for (const y of [layout.topOf(row), layout.topOf(row + 1) - 1]) assert.equal(layout.cameraAt(y), camera)
    assert.equal(layout.cameraAt(rulerHeight - 1), undefined)
    assert.equal(layout.cameraAt(layout.height()), undefined)
  })
})

test('the width follows what the canvas lies in, and a turned phone gets other rows', async () => {
  const observed = onScreen(1440)
  await withOwner(async () => {
    const layout = createTrackLayout(() => cameras)
    const parentElement = { clientWidth: 1264 }
    layout.follow({ parentElement } as unknown as HTMLCanvasElement)
    await Promise.resolve()
    assert.equal(observed[0]?.element, parentElement)
    observed[0]!.tell()
    assert.deepEqual([layout.width(), layout.phone()], [1264, false])
    const before = layout.height()
    Object.assign(globalThis, { innerWidth: 390 })
    observed[0]!.tell()
    assert.equal(layout.phone(), true)
    assert.ok(layout.height() > before)
  })
  assert.equal(observed.length, 0, 'the observer ends with the page')
})
