import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { closedSegment } from '../testing/records.ts'
import { assertCovers, Scene, t0 } from './testing/keeper-scene.ts'

describe('ledger keeper, when the agent or its recorder dies', () => {
  it('tells a stop from a crash, and keeps what was recovered', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    scene.restart()
    scene.connect()
    await scene.pass(10_000)
    scene.crash()
    await scene.clock.advance(5000)
    scene.connect()
    await scene.pass(10_000)
    scene.cut(true)
    scene.keeper.stop()
    await scene.clock.advance(60_000)
    scene.crash()
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 19, 'recorded'],
      [19, 20, 'agent.crashed'],
      [20, 25, 'camera.connecting'],
      [25, 35, 'recorded'],
      [35, 95, 'agent.stopped'],
    ])
  })

  it('keeps the first of two crashes apart from what came between them', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    scene.crash()
    // So soon after the first that no tick has written anything.
    await scene.clock.advance(2000)
    scene.connect()
    await scene.clock.advance(3000)
    scene.crash()
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 9, 'recorded'],
      [9, 10, 'agent.crashed'],
      [10, 12, 'camera.connecting'],
      [12, 14, 'recorded'],
      [14, 15, 'agent.crashed'],
    ])
  })

  it('does not take a reason that was over for that of a gap before a recovered segment', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(30_000)
    scene.connect()
    await scene.pass(10_000)
    scene.cut(false)
    await scene.pass(2000)
    scene.open = scene.clock.wallMs()
    await scene.pass(10_000)
    scene.crash()
    scene.keeper.stop()
    assert.deepEqual(scene.story().slice(1), [
      [30, 40, 'recorded'],
      [40, 42, 'camera.interrupted'],
      [42, 51, 'recorded'],
      [51, 52, 'agent.crashed'],
    ])
  })

  it('blames the recorder that hung, from its last picture on, and writes nothing over what it left behind', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(23_000)
    const openFrom = scene.open!
    // Nothing is heard of it until the host kills it.
    await scene.pass(15_000)
    scene.open = null
    scene.report('service.unavailable')
    scene.keeper.recorderLost()
    await scene.clock.advance(6000)
    scene.keeper.tick()
    scene.keeper.recovered([closedSegment(scene.cameraId, openFrom, t0 + 23_000, { source: 'recovered' })])
    await scene.clock.advance(1000)
    scene.keeper.tick()
    await scene.clock.advance(1000)
    scene.connect()
    await scene.pass(30_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 23, 'recorded'],
      [23, 46, 'agent.recorder-crashed'],
      [46, 76, 'recorded'],
    ])
  })

  it('knows after a crash why nothing was recorded until about then', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(2_000_000)
    scene.crash()
    await scene.pass(30_000)
    scene.keeper.stop()
    const [down, crashed] = scene.story()
    assert.equal(down?.[2], 'camera.unreachable')
    assert.ok(down[1] >= 1_980, `known until ${down[1]}`)
    assert.ok(crashed === undefined || ['agent.crashed', 'camera.connecting'].includes(crashed[2]))
    assertCovers(scene, scene.clock.wallMs())
  })

  it('does not take the reason of an older gap for that of a crash', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(1_000_000)
    scene.connect()
    await scene.pass(110_000)
    scene.crash()
    scene.keeper.stop()
    assert.deepEqual(scene.story().slice(1), [
      [1000, 1109, 'recorded'],
      [1109, 1110, 'agent.crashed'],
    ])
  })
})
