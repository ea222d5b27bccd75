import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { closedSegment } from '../testing/records.ts'
import { assertCovers, Scene, t0 } from './testing/keeper-scene.ts'

describe('ledger keeper', () => {
  it('names the cause in force for every gap', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(30_000)
    scene.connect()
    await scene.pass(20_000)
    scene.cut(true)
    await scene.pass(10_000)
    scene.switch('off')
    await scene.pass(60_000)
    scene.switch('continuous')
    scene.connect()
    await scene.pass(10_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 30, 'camera.unreachable'],
      [30, 50, 'recorded'],
      [50, 60, 'camera.stalled'],
      [60, 120, 'policy.off'],
      [120, 130, 'recorded'],
    ])
  })

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

  it('says policy.off for a short pause too, though the recording before it is still being closed', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    const pausedAt = scene.open
    scene.open = null
    scene.switch('off')
    scene.open = pausedAt
    scene.report(null)
    await scene.clock.advance(300)
    scene.switch('continuous')
    await scene.clock.advance(10)
    scene.report(null)
    scene.keeper.segmentClosed(closedSegment(scene.cameraId, t0, t0 + 10_000))
    scene.open = null
    await scene.clock.advance(190)
    scene.connect()
    await scene.pass(10_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 10, 'recorded'],
      [10, 10.3, 'policy.off'],
      [10.3, 10.5, 'camera.connecting'],
      [10.5, 20.5, 'recorded'],
    ])
  })

  it('does not blame a camera on which we hung up for another address, unless that one fails', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    scene.reach('rtsp://other')
    scene.cut(true, null)
    await scene.pass(2000)
    scene.connect()
    await scene.pass(10_000)
    scene.reach('rtsp://dead')
    scene.cut(true, null)
    await scene.pass(1000)
    scene.report('camera.unreachable')
    await scene.pass(3000)
    scene.reach('rtsp://alive')
    await scene.pass(1000)
    scene.connect()
    await scene.pass(5000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 10, 'recorded'],
      [10, 12, 'policy.reconfigured'],
      [12, 22, 'recorded'],
      [22, 23, 'policy.reconfigured'],
      [23, 27, 'camera.unreachable'],
      [27, 32, 'recorded'],
    ])
  })

  it('begins to write a gap within 30 s and lets it grow in steps of up to five minutes', async () => {
    const scene = new Scene()
    scene.report('camera.auth-refused')
    for (let i = 0; i < 12 * 60; i++) {
      await scene.pass(5000)
      const nowMs = scene.clock.wallMs()
      const lateMs = nowMs - scene.index.accountedTo(scene.cameraId)!
      assert.ok(lateMs <= Math.min(315_000, Math.max(30_000, (nowMs - t0) / 2 + 15_000)), `${lateMs} ms late`)
    }
    assert.ok(scene.entries().length <= 20, `${scene.entries().length} entries for an hour`)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [[0, 3600, 'camera.auth-refused']])
  })

  it('writes what a long gap was as soon as it becomes another one, or ends', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(1_200_000)
    scene.report('camera.auth-refused')
    await scene.pass(25_000)
    assert.ok(scene.index.accountedTo(scene.cameraId)! >= t0 + 1_200_000)
    await scene.pass(600_000)
    scene.connect()
    await scene.pass(15_000)
    assert.equal(scene.index.accountedTo(scene.cameraId), t0 + 1_825_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 1200, 'camera.unreachable'],
      [1200, 1825, 'camera.auth-refused'],
      [1825, 1840, 'recorded'],
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

  it('never writes over time that an open segment will claim', async () => {
    const scene = new Scene()
    scene.connect()
    const openFrom = scene.open!
    scene.open = null
    scene.keeper.status({
      cameraId: scene.cameraId,
      recording: false,
      openSegmentStartMs: openFrom,
      streams: [],
    })
    for (let i = 0; i < 12; i++) {
      await scene.clock.advance(5000)
      scene.keeper.tick()
    }
    scene.keeper.segmentClosed(closedSegment(scene.cameraId, openFrom, openFrom + 60_000))
    assert.deepEqual(scene.story(), [[0, 60, 'recorded']])
  })

  it('marks the time that a forward step of the clock invented', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(10_000)
    scene.clock.stepWall(3_600_000)
    scene.keeper.tick()
    await scene.pass(10_000)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 10, 'camera.unreachable'],
      [10, 3610, 'clock.stepped'],
      [3610, 3620, 'camera.unreachable'],
    ])
  })

  it('blames the disk from the moment of the fault', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    scene.keeper.segmentClosed(closedSegment(scene.cameraId, t0, t0 + 8000))
    scene.keeper.diskFault({ cameraId: scene.cameraId, fromMs: t0 + 8000, cause: 'disk.full' })
    scene.open = null
    scene.report(null)
    await scene.pass(10_000)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 8, 'recorded'],
      [8, 20, 'disk.full'],
    ])
  })

  const event = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(400_000, 1_100_000) }),
    fc.record({ kind: fc.constant('fail' as const), reason: fc.constantFrom('camera.unreachable', 'camera.timeout') }),
    fc.record({ kind: fc.constantFrom('connect', 'drop', 'cut', 'crash', 'restart', 'off', 'on', 'fault', 'lost') }),
    fc.record({ kind: fc.constant('step' as const), ms: fc.integer({ min: -600_000, max: 600_000 }) }),
  )

  it('leaves neither hole nor overlap, whatever happens in whatever order', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async events => {
        const scene = new Scene()
        for (const each of events) {
          if (each.kind === 'pass') await scene.pass(each.ms)
          else if (each.kind === 'step') scene.clock.stepWall(each.ms)
          else if (each.kind === 'fail') {
            scene.cut(true)
            scene.report(each.reason)
          } else if (each.kind === 'connect') scene.connect()
          else if (each.kind === 'drop') scene.cut(true)
          else if (each.kind === 'cut') scene.cut(false)
          else if (each.kind === 'crash') scene.crash()
          else if (each.kind === 'restart') scene.restart()
          else if (each.kind === 'off') scene.switch('off')
          else if (each.kind === 'on') scene.switch('continuous')
          else if (each.kind === 'lost') scene.keeper.recorderLost()
          else {
            const fromMs = scene.clock.wallMs() - 500
            scene.keeper.diskFault({ cameraId: scene.cameraId, fromMs, cause: 'disk.fault' })
          }
        }
        scene.cut(true)
        const cursor = scene.index.accountedTo(scene.cameraId) ?? t0
        scene.keeper.stop()
        // Where the wall clock went back the ledger is ahead of it, and waits.
        assertCovers(scene, Math.max(scene.clock.wallMs(), cursor))
      }),
      { numRuns: 150 },
    )
  })
})
